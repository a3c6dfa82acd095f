"""A name beside a value says what it is, as the name over it does."""

from dataclasses import dataclass

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction.pairs import names, names_beside

REDACTOR = Redactor()


@dataclass
class Variable:
    name: str
    value: object


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", "swordfish", "<PASSWORD>"),
        ("bsn", "111222333", "<NL_BSN>"),
        ("bsn", 111222333, "<NL_BSN>"),
        ("phone", ["555-2671"], ["<PHONE>"]),
    ],
)
def test_a_value_is_looked_at_under_the_name_beside_it(name, value, expected):
    for held in (
        {"name": name, "value": value},
        {"value": value, "key": name},
        {"Name": name, "Value": value, "type": "x"},
    ):
        hidden = {key: expected if key.lower() == "value" else held[key] for key in held}
        assert REDACTOR.redact([held]).value == [hidden]
        assert REDACTOR.redact([hidden]).value == [hidden]
    assert REDACTOR.redact(Variable(name, value)).value == Variable(name, expected)


@pytest.mark.parametrize(
    "held",
    [
        {"name": "colour", "value": "swordfish"},
        {"name": "DB_PASSWORD", "type": "swordfish"},
        {"note": "DB_PASSWORD", "value": "swordfish"},
        {"name": "password", "text": "how it is chosen"},
        {"title": "password", "text": "swordfish"},
        {"title": "Reset your password", "value": "tomorrow"},
        {"id": 5, "title": "How to choose a password", "value": "Article 12"},
        {"id": "showPassword", "value": "always"},
        {"name": "password", "type": "string", "default": ""},
        {"title": "Password", "type": "string", "default": "string"},
        {"value": "password", "text": "swordfish"},
        {"by": "relevance", "value": "password", "text": "swordfish"},
        {"by": "id", "value": "#colour", "text": "swordfish"},
        {"name": "DB_PASSWORD" * 8, "value": "swordfish"},
        {"name": 7, "value": "swordfish"},
        {"value": "swordfish"},
    ],
)
def test_another_value_stays(held):
    assert REDACTOR.redact(held).value is held


def test_each_content_has_its_own_name_or_the_one_beside_it():
    assert names([("value", 1), ("name", "a"), (3, 4)], str) == ["a", "name", 3]
    assert names([("value", 1), ("x", "a")], str) == ["value", "x"]
    assert names([("value", 1), ("name", 5), ("label", "b"), ("key", "c")], str)[0] == "b"


def test_a_name_of_a_thing_says_more_than_its_id_and_one_that_announces_a_secret_the_most():
    assert names([("id", "x1"), ("name", "bsn"), ("value", 1)], str)[2] == "bsn"
    assert names([("id", "x1"), ("title", "bsn"), ("value", 1)], str)[2] == "x1"
    held = [("name", "f1"), ("id", "login_password"), ("value", 1)]
    assert names(held, str)[2] == "f1 login_password"
    assert names([("name", "bsn" * 21), *held[1:]], str)[2].endswith("bsn login_password")


def test_all_that_may_name_a_value_is_given_as_it_stands_there():
    held = {"Name": "a", "text": "b", "selector": "c", "id": 5, 7: "d"}
    assert names_beside(held, "value") == "a c"
    assert names_beside(held, "text") == "c"
    assert names_beside({"name": "a"}, "text") == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ParameterKey", "ParameterValue"),
        ("OptionName", "Value"),
        ("name", "stringValue"),
        ("name", "StringValue"),
        ("name", "secureValue"),
        ("name", "defaultValue"),
        ("name", "default"),
        ("id", "value"),
        ("title", "value"),
        ("prop", "value"),
        ("property", "value"),
        ("placeholder", "value"),
        ("label", "text"),
        ("placeholder", "text"),
    ],
)
def test_names_and_values_are_called_in_many_ways(name, value):
    held = {"type": "x", name: "DBPassword", value: "swordfish"}
    assert REDACTOR.redact([held]).value == [held | {value: "<PASSWORD>"}]


@pytest.mark.parametrize("text", ["text", "value"])
@pytest.mark.parametrize(
    ("name", "selector"),
    [
        ("selector", "#password"),
        ("selector", 'input[name="password"]'),
        ("element", "password field"),
        ("locator", "//input[@id='password']"),
        ("xpath", "//input[@id='password']"),
        ("css", "form#login input.password"),
    ],
)
def test_what_is_typed_is_looked_at_under_the_field_that_a_selector_names(name, selector, text):
    held = {name: selector, "ref": "e12", text: "hunter2"}
    hidden = held | {text: "<PASSWORD>"}
    assert REDACTOR.redact(held).value == hidden
    assert REDACTOR.redact(hidden).value is hidden
    held = {name: selector.replace("password", "ssn"), text: "078051120"}
    assert REDACTOR.redact(held).value == held | {text: "<US_SSN>"}


def test_fields_of_a_form_are_described():
    fields = [{"name": "Password field", "type": "textbox", "ref": "e3", "value": "hunter2"}]
    hidden = [fields[0] | {"value": "<PASSWORD>"}]
    assert REDACTOR.redact({"fields": fields}).value == {"fields": hidden}


def test_what_is_located_by_its_id_is_selected_by_the_value():
    held = {"by": "id", "value": "password", "text": "hunter2"}
    assert REDACTOR.redact(held).value == held | {"text": "<PASSWORD>"}


class Foreign(str):
    """A text whose methods are not to be asked."""

    __slots__ = ()

    def lower(self):
        raise RuntimeError

    def __len__(self):
        raise RuntimeError

    __hash__ = str.__hash__

    def __eq__(self, other):
        raise RuntimeError


def test_a_name_of_a_foreign_class_is_read_without_its_code():
    held = {Foreign("name"): Foreign("DB_PASSWORD"), "value": "swordfish"}
    assert names([*held.items()], str)[1] == "DB_PASSWORD"
    assert names([(Foreign("value"), 1), ("name", "a")], str)[0] == "a"


def test_what_matches_in_a_name_beside_a_value_says_nothing():
    held = {"name": "password of ada@title.org", "value": "swordfish1"}
    redacted = REDACTOR.redact(held).value
    assert redacted == {"name": "password of <EMAIL>", "value": "<PASSWORD>"}
    assert REDACTOR.redact(redacted).value is redacted


def test_a_name_is_as_long_as_what_is_left_of_it():
    held = {"name": f"password of {'ada.' * 12}lovelace@title.org", "value": "swordfish1"}
    redacted = REDACTOR.redact(held).value
    assert redacted == {"name": "password of <EMAIL>", "value": "<PASSWORD>"}


def test_all_data_of_a_secret_of_kubernetes_is_secret():
    data = {"extra": "swordfish", "ca.crt": "c3dvcmRmaXNo", "username": "ada"}
    for place in ("data", "stringData"):
        manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, place: data}
        redacted = Redactor().redact({"items": [manifest]}).value["items"][0]
        assert redacted == manifest | {
            place: {"extra": "<PASSWORD>", "ca.crt": "<PASSWORD>", "username": "ada"}
        }
        assert Redactor().redact(redacted).value is redacted
        other = manifest | {"kind": "ConfigMap"}
        assert Redactor().redact(other).value is other


@pytest.mark.parametrize("name", ["element", "selector", "placeholder"])
def test_a_code_that_is_typed_into_a_field_is_found(name):
    code = "3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e"
    field = {"selector": "#password input"}.get(name, "password field")
    assert REDACTOR.redact({name: field, "value": code}).value == {
        name: field,
        "value": "<PASSWORD>",
    }


def test_keys_that_are_no_texts_name_nothing_and_are_no_fault():
    held = {1: "a", "by": "id", "value": "password", "text": "swordfish"}
    assert REDACTOR.redact(held).value == held | {"text": "<PASSWORD>"}
