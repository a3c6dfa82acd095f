"""Pydantic's errors hold the values that they print in part."""

import traceback

import pydantic
import pytest

from enforcecore_core import Redactor, ResultWithheld, enforce
from enforcecore_core.redaction import NotInspectable

TOKEN = "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"


class Order(pydantic.BaseModel):
    number: int = 1
    note: str = ""

    @pydantic.field_validator("note")
    @classmethod
    def short(cls, note):
        if note:
            raise ValueError(f"no {note}")
        return note


def made(**fields):
    try:
        Order(**fields)
    except pydantic.ValidationError as error:
        return error


def behind(error):
    outer = KeyError("x")
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize(
    "error",
    [
        made(number=f"use {TOKEN} please"),
        made(number={"key": "a" * 30, "other": TOKEN}),
        made(number=["ada@example.org" + " " * 80]),
        made(note="ada@example.org"),
        behind(made(number=f"use {TOKEN} please")),
        ExceptionGroup("x", [made(number=f"use {TOKEN} please")]),
        ValueError("x", made(number=f"use {TOKEN} please")),
        made(number=object()),
    ],
)
def test_an_error_that_holds_what_matches_or_what_nobody_can_look_into_is_refused(error):
    with pytest.raises(NotInspectable):
        Redactor().redact_error(error)


@pytest.mark.parametrize("error", [made(number="seven"), made(note="long"), made(number=None)])
def test_an_error_that_holds_nothing_stays(error):
    before = str(error)
    assert Redactor().redact_error(error) == {}
    assert str(error) == before


def test_a_value_is_looked_at_under_the_names_that_it_is_for():
    class Login(pydantic.BaseModel):
        password: int

    with pytest.raises(pydantic.ValidationError) as caught:
        Login(password="swordfish1")
    with pytest.raises(NotInspectable):
        Redactor().redact_error(caught.value)


def fail():
    Order(number=f"use {TOKEN} please")


@pytest.mark.parametrize("way", ["call", "decorator"])
def test_a_tool_that_raises_one_has_its_result_withheld(way, enforcer_for):
    enforcer = enforcer_for('  "*": allow', "defaults: {redact: {results: [secrets]}}")
    call = enforce(enforcer=enforcer)(fail)
    with pytest.raises(ResultWithheld) as caught:
        call() if way == "decorator" else enforcer.call("fail", fail, {})
    error = caught.value
    printed = "".join(traceback.format_exception(error))
    assert error.__cause__ is None
    assert TOKEN[6:] not in f"{error!s}{error!r}{error.__context__!r}{printed}"
