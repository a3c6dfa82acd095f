from __future__ import annotations

import copy
import traceback
from typing import Any

import pytest
from enforcecore_langchain import enforce_tool, enforce_tools
from integrations.langchain.tool_kinds import (
    ALLOW,
    KINDS,
    MAIL,
    REDACT_NOTHING,
    REDACT_RESULTS,
    asked,
    plain_function,
    result_of,
)
from langchain_core.tools import (
    BaseTool,
    StructuredTool,
    Tool,
    ToolException,
    tool,
)
from pydantic import BaseModel, Field, ValidationError, field_validator

from enforcecore_core import (
    PolicyError,
    PolicyViolation,
)


def test_the_policy_sees_validated_arguments_with_defaults(enforcer_for, only):
    enforcer = enforcer_for("  plain_function: {args: {x: {at_most: 3}}}")
    wrapped = enforce_tool(plain_function, enforcer)
    assert wrapped.invoke({"x": "2"}) == "v2"
    assert wrapped.invoke({}) == "v3"
    with pytest.raises(PolicyViolation):
        wrapped.invoke({"x": "4"})


def test_invalid_arguments_reach_neither_tool_nor_trail(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    wrapped = enforce_tool(plain_function, enforcer)
    with pytest.raises(ValueError, match="int_parsing"):
        wrapped.invoke({"x": "many"})
    assert entries_of(enforcer) == []


class Order(BaseModel):
    number: int
    note: dict[str, int] = {}

    @field_validator("number")
    @classmethod
    def known(cls, number: int) -> int:
        if number == 1:
            raise LookupError(f"order 1 belongs to {MAIL}")
        if number == 2:
            raise Stubborn
        if number == 3:
            raise ValueError(f"order 3 belongs to {MAIL}")
        return number


class Stubborn(Exception):
    def __str__(self) -> str:
        return MAIL


@pytest.mark.parametrize("how", ["invoke", "ainvoke"])
@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (MAIL, ValidationError, "input_value='<EMAIL>'"),
        (1, LookupError, "order 1 belongs to <EMAIL>"),
        (2, ToolException, "refused with Stubborn"),
        (3, ValidationError, "order 3 belongs to <EMAIL>"),
    ],
)
def test_an_error_about_invalid_arguments_repeats_none(number, kind, said, how, enforcer_for):
    @tool(args_schema=Order)
    def look_up(number: int, note: dict[str, int]) -> str:
        """Look up an order."""
        return str(number)

    look_up.handle_tool_error = False
    given = {"number": number, "note": {MAIL: MAIL}}
    with pytest.raises(kind) as caught:
        result_of(enforce_tool(look_up, enforcer_for(ALLOW, REDACT_RESULTS)), how, given)
    printed = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__context__)
    assert said in printed
    assert MAIL not in printed


def test_an_error_about_too_many_arguments_repeats_none(enforcer_for):
    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    single = enforce_tool(Tool("single", str, "Takes one argument."), enforcer)
    with pytest.raises(ToolException) as caught:
        single.invoke({"a": MAIL, "b": MAIL})
    assert MAIL not in str(caught.value)


def test_an_error_about_invalid_arguments_is_as_it_was_where_nothing_is_redacted(enforcer_for):
    @tool(args_schema=Order)
    def look_up(number: int) -> str:
        """Look up an order."""
        return str(number)

    with pytest.raises(ValidationError, match=MAIL):
        enforce_tool(look_up, enforcer_for(ALLOW, REDACT_NOTHING)).invoke({"number": MAIL})


def test_injected_arguments_are_not_the_policys(enforcer_for, only):
    enforcer = enforcer_for(ALLOW)
    wrapped = enforce_tool(KINDS["injected"](), enforcer)
    message = wrapped.invoke(asked(x=4, user="alice"), {"tags": ["t"]})
    assert message.content == "4 alice call-0"
    assert [one["name"] for one in only(enforcer).args_meta] == ["x"]


@pytest.mark.parametrize("name", ["callbacks", "run_manager", "config"])
def test_a_model_cannot_hide_an_argument_under_a_name_of_the_framework(name, enforcer_for):
    class Loose(BaseTool):
        name: str = "loose"
        description: str = "Takes anything."

        def _run(self, **anything: Any) -> str:
            return f"ran with {anything}"

    enforcer = enforcer_for(f"  loose: {{args: {{{name}: good}}}}")
    wrapped = enforce_tool(Loose(args_schema={"type": "object", "properties": {}}), enforcer)
    assert "good" in wrapped.invoke({name: "good"})
    with pytest.raises(PolicyViolation):
        wrapped.invoke({name: "evil"})


def test_the_single_input_of_a_tool_has_a_name(enforcer_for):
    enforcer = enforcer_for("  shout: {args: {tool_input: {starts_with: ok}}}")
    wrapped = enforce_tool(Tool("shout", str.upper, "Shouts."), enforcer)
    assert wrapped.invoke("ok go") == "OK GO"
    with pytest.raises(PolicyViolation):
        wrapped.invoke("no")


def test_nested_models_are_redacted_and_put_together_again(enforcer_for):
    enforcer = enforcer_for("  tool: {allow: always, redact: [pii]}")
    wrapped = enforce_tool(KINDS["nested models"](), enforcer)
    args = {
        "address": {"Street": "bob@example.com"},
        "others": [{"Street": "B", "mail": "al@example.com", "number": 2}],
    }
    before = copy.deepcopy(args)
    seen = wrapped.invoke(args)
    assert args == before
    assert "example.com" not in seen
    assert seen.startswith("Address(street='<")
    assert "number=2" in seen


def test_a_tool_gets_a_copy_of_loose_arguments(enforcer_for):
    given = {"x": {"list": [1]}}
    seen = enforce_tool(KINDS["json schema"](), enforcer_for(ALLOW)).invoke(given)
    assert seen == given["x"]
    assert seen["list"] is not given["x"]["list"]


def test_arguments_that_cannot_be_read_are_refused_and_recorded(enforcer_for, only):
    class Secretive:
        def __deepcopy__(self, memo):
            raise ToolException("swallowed by LangChain")

    enforcer = enforcer_for("  tool: {allow: always, redact: [pii]}")
    original = KINDS["json schema"]()
    original.handle_tool_error = True
    with pytest.raises(PolicyViolation):
        enforce_tool(original, enforcer).invoke({"x": Secretive()})
    assert only(enforcer).code == "EC-NOT-INSPECTABLE"


UNTOLD = "  pay: {args: {order: {at_most: 50}}}"


def test_a_policy_that_can_never_be_told_of_a_tool_is_refused_when_the_tool_is_wrapped(
    enforcer_for,
):
    def pay(order: str) -> str:
        """Pay."""
        return order

    with pytest.raises(PolicyError, match=r"policy.yaml:5:\d+: args\.order is a text") as caught:
        enforce_tool(pay, enforcer_for(UNTOLD))
    assert caught.value.code == "EC-P027"
    with pytest.raises(PolicyError):
        enforce_tools([pay], enforcer_for(UNTOLD))


def test_an_argument_that_a_closed_json_schema_does_not_have_is_refused_as_well(enforcer_for):
    schema = {"type": "object", "properties": {"orders": {"type": "integer"}}}
    closed = schema | {"additionalProperties": False}
    given = {"name": "pay", "description": "Pay.", "func": lambda **given: "paid"}
    enforcer = enforcer_for(UNTOLD)
    with pytest.raises(PolicyError, match="did you mean 'orders'"):
        enforce_tool(StructuredTool(args_schema=closed, **given), enforcer)
    open_tool = enforce_tool(StructuredTool(args_schema=schema, **given), enforcer)
    assert open_tool.invoke({"order": 50}) == "paid"


class Line(BaseModel, extra="forbid"):
    number: int = Field(alias="from")


class Renamed(BaseModel):
    line: Line


class Unspeakable(str):
    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        return handler(str)

    @classmethod
    def __get_pydantic_json_schema__(cls, core, handler):
        raise ZeroDivisionError


class Unreadable(BaseModel):
    order: Unspeakable


def test_a_schema_with_other_names_than_the_policy_sees_is_no_reason_to_refuse_a_tool(enforcer_for):
    tool = StructuredTool(
        name="pay", description="Pay.", func=lambda line: "paid", args_schema=Renamed
    )
    wrapped = enforce_tool(tool, enforcer_for("  pay: {args: {line.number: {at_most: 50}}}"))
    assert wrapped.invoke({"line": {"from": 50}}) == "paid"


def test_a_schema_that_cannot_be_read_is_no_reason_to_refuse_a_tool(enforcer_for):
    tool = StructuredTool(
        name="pay", description="Pay.", func=lambda order: "paid", args_schema=Unreadable
    )
    wrapped = enforce_tool(tool, enforcer_for(UNTOLD))
    with pytest.raises(PolicyViolation):
        wrapped.invoke({"order": "A"})
