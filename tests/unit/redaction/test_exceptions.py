import json

import pydantic
import pytest

from enforcecore_core.redaction import NotInspectable, Redactor

MAIL = "bob@example.com"


def redact(error):
    return Redactor().redact_error(error)


def undecodable():
    try:
        (MAIL.encode() + b"\xff").decode()
    except UnicodeDecodeError as error:
        return error


def unparsable():
    try:
        json.loads(f'["{MAIL}", ')
    except json.JSONDecodeError as error:
        return error


class Custom(Exception):
    def __init__(self, message, reply):
        super().__init__(message)
        self.message = message
        self.reply = reply

    def __str__(self):
        return f"{self.message}: {self.reply}"


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"no user {MAIL}"),
        KeyError(MAIL),
        ValueError({"deep": [MAIL]}),
        OSError(2, f"about {MAIL}", f"/home/{MAIL}", None, f"/mnt/{MAIL}"),
        UnicodeDecodeError("utf-8", MAIL.encode(), 0, 1, MAIL),
        undecodable(),
        unparsable(),
        SyntaxError(MAIL, (f"{MAIL}.py", 1, 1, MAIL)),
        ImportError(MAIL, name=MAIL, path=MAIL),
        SystemExit(MAIL),
        Custom(MAIL, [MAIL]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_nothing_that_matches_is_left_in_the_error(error):
    assert redact(error)["EMAIL"] >= 1
    names = ("filename", "filename2", "strerror", "object", "reason", "text", "msg", "path")
    state = [getattr(error, name, None) for name in names]
    assert MAIL not in repr([str(error), repr(error), error.args, vars(error), state])


def test_the_error_stays_the_same_object_of_the_same_type():
    error = FileNotFoundError(2, "No such file", f"/home/{MAIL}")
    redact(error)
    assert (type(error), error.errno, error.filename) == (FileNotFoundError, 2, "/home/<EMAIL>")


def test_a_clean_error_keeps_its_arguments():
    error = ValueError("nothing", 3)
    before = error.args
    assert not redact(error)
    assert error.args is before


def test_notes_are_redacted():
    error = ValueError("x")
    error.add_note(f"while asking {MAIL}")
    redact(error)
    assert error.__notes__ == ["while asking <EMAIL>"]


def test_causes_contexts_and_members_are_redacted():
    cause, context, member, carried = (ValueError(MAIL) for _ in range(4))
    error = ExceptionGroup("several", [member, ExceptionGroup("inner", [ValueError(MAIL)])])
    error.__cause__ = cause
    cause.__context__ = context
    error.carried = [carried]
    assert redact(error)["EMAIL"] == 5
    assert MAIL not in repr([error, cause, context, carried])


def test_a_circle_of_causes_ends():
    first, second = ValueError(MAIL), ValueError(MAIL)
    first.__cause__, second.__cause__ = second, first
    assert redact(first) == {"EMAIL": 2}


def test_errors_without_end_are_refused():
    error = last = ValueError("x")
    for _ in range(10_001):
        last.__cause__ = ValueError("x")
        last = last.__cause__
    with pytest.raises(NotInspectable, match="10000"):
        redact(error)


def test_an_argument_of_an_unknown_type_is_replaced_by_the_types_name():
    class Reply:
        def __repr__(self):
            return MAIL

    error = ValueError("failed", Reply())
    redact(error)
    assert error.args == ("failed", "<Reply>")


def test_an_attribute_of_an_unknown_type_stays():
    error = Custom("failed", reply := object())
    redact(error)
    assert error.reply is reply


@pytest.mark.parametrize("attribute", ["reply", "__notes__"])
def test_an_error_that_prints_what_cannot_be_rewritten_is_refused(attribute):
    class Reply:
        def __str__(self):
            return MAIL

    error = Custom("failed", None)
    setattr(error, attribute, [Reply()] if attribute == "__notes__" else Reply())
    with pytest.raises(NotInspectable, match="prints what matches: Custom") as refusal:
        redact(error)
    assert MAIL not in str(refusal.value)


def test_a_group_whose_message_matches_is_refused():
    with pytest.raises(NotInspectable, match="ExceptionGroup"):
        redact(ExceptionGroup(MAIL, [ValueError("x")]))


def test_a_validation_error_that_quotes_its_input_is_refused():
    class Model(pydantic.BaseModel):
        number: int

    with pytest.raises(pydantic.ValidationError) as caught:
        Model(number=MAIL)
    with pytest.raises(NotInspectable, match="ValidationError"):
        redact(caught.value)


def test_an_error_that_cannot_be_printed_is_refused():
    class Broken(Exception):
        def __str__(self):
            raise KeyError(MAIL)

    with pytest.raises(NotInspectable, match="cannot be printed: Broken") as refusal:
        redact(Broken())
    assert (refusal.value.__cause__, refusal.value.__context__) == (None, None)


def test_what_stands_beside_a_foreign_object_is_redacted():
    error = ValueError("no")
    foreign = object()
    error.context = {"mail": MAIL, "connection": foreign}
    assert dict(redact(error)) == {"EMAIL": 1}
    assert error.context == {"mail": "<EMAIL>", "connection": foreign}


def test_the_name_of_an_attribute_says_what_it_is():
    error = ValueError("no")
    error.bsn = "111222333"
    redact(error)
    assert error.bsn == "<NL_BSN>"


def test_errors_under_keys_are_redacted():
    error = ValueError("no")
    error.errors = {"to": KeyError(MAIL)}
    redact(error)
    assert error.errors["to"].args == ("<EMAIL>",)


def test_an_attribute_whose_name_matches_is_looked_into():
    error = ValueError("no")
    setattr(error, MAIL, [MAIL])
    redact(error)
    assert getattr(error, MAIL) == ["<EMAIL>"]
