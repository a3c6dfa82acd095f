"""Which of the names over a part of a value say what it is."""

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction.outer_names import names_over

REDACTOR = Redactor()


@pytest.mark.parametrize(
    "value",
    [
        {"password": {"type": "string", "minLength": 8}},
        {"db_password": {"secretKeyRef": {"name": "db", "key": "password"}}},
        {"passwd": {"label": "Password"}},
        {"token": {"9f8Xq2LmW7vKpR4tZk3d": 1}},
        {"password": {("minLength", 2024): 8}},
    ],
)
def test_a_key_is_not_the_secret_that_a_name_over_it_announces(value):
    assert REDACTOR.redact(value).value is value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"password": {"admin": "swordfish1"}}, {"password": {"admin": "<PASSWORD>"}}),
        ({"password": {"ada@example.org": 1}}, {"password": {"<EMAIL>": 1}}),
        ({"ssn": {"219-09-9999": 1, 219099999: 2}}, {"ssn": {"<US_SSN>": 1, "<US_SSN>_2": 2}}),
        ({"password": {"ssn": {"219099999": 1}}}, {"password": {"ssn": {"<US_SSN>": 1}}}),
    ],
)
def test_a_key_is_looked_at_for_all_else_and_so_is_what_stands_under_it(value, expected):
    assert REDACTOR.redact(value).value == expected


@pytest.mark.parametrize(
    "messages",
    [
        ["too short", "at least 8 characters"],
        ["This field may not be blank."],
        ("must contain a digit",),
    ],
)
def test_messages_in_a_list_are_not_the_password_that_is_wrong(messages):
    value = {"errors": {"password": messages}}
    assert REDACTOR.redact(value).value is value


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("password", "swordfish1"),
        ("password", "short"),
        ("password", "correct horse battery staple"),
        ("password", "not Tr0ub4dor&3"),
        ("passwords", "this is not it"),
        ("passphrase", "to be or not to be"),
    ],
)
def test_other_items_of_a_list_are_passwords(name, item):
    assert REDACTOR.redact({name: [item]}).value == {name: ["<PASSWORD>"]}


def test_a_message_by_itself_is_a_password():
    assert REDACTOR.redact({"password": "is not short"}).value == {"password": "<PASSWORD>"}


@pytest.mark.parametrize("name", ["<API_KEY>", "<CARD_**11>", "<SECRET>_2", "<EMAIL_12>"])
def test_a_placeholder_in_a_name_says_nothing(name):
    assert names_over(("outer",), name) == ("outer",)
    value = {name: "9f8Xq2LmW7vKpR4tZk3d"}
    assert REDACTOR.redact(value).value is value


def test_what_is_left_of_a_name_says_what_it_says():
    value = {"password of ada@title.org": "swordfish1"}
    assert REDACTOR.redact(value).value == {"password of <EMAIL>": "<PASSWORD>"}


def test_parts_beside_a_placeholder_are_no_value_together():
    value = {"token": ["R2XYZ7LMNOPQ", "name,bsn", "+1415"]}
    redacted = REDACTOR.redact(value).value
    assert redacted == {"token": ["<SECRET>", "name,bsn", "+1415"]}
    assert REDACTOR.redact(redacted).value is redacted
