"""What reaches the policy, the tool, and neither."""

# No postponed annotations: LlamaIndex finds a context by the annotation itself.
import asyncio

import pytest
from enforcecore_llamaindex import enforce_tool, enforce_tools
from llama_index.core.tools import FunctionTool, ToolMetadata
from llama_index.core.workflow import Context
from pydantic import BaseModel, Field

from enforcecore_core import CallBlocked, PolicyError

MAIL = "ada@example.org"
ALLOW = "  send: allow"
REDACT = "  send: {allow: always, redact: [pii]}"


class Sent(list):
    """A tool that remembers what it was given."""

    def tool(self, **options) -> FunctionTool:
        def send(to: str, copies: int = 1, tenant: str = "own") -> str:
            self.append((to, copies, tenant))
            return "sent"

        return FunctionTool.from_defaults(send, **options)


@pytest.fixture
def sent() -> Sent:
    return Sent()


def test_the_tool_gets_redacted_arguments(sent, enforcer_for):
    output = enforce_tool(sent.tool(), enforcer_for(REDACT)).call(to=f"mail {MAIL}")
    assert sent == [("mail <EMAIL>", 1, "own")]
    assert output.raw_input == {"args": (), "kwargs": {"to": "mail <EMAIL>"}}


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        (("x", 2, "a", "b"), {}),
        (("x",), {"to": "y"}),
        ((), {"to": "x", "invented": 1}),
        ((), {"to": "x", "copies": "many"}),
        ((), {}),
    ],
    ids=["too many", "twice", "undeclared", "of a wrong type", "missing"],
)
def test_arguments_that_the_tool_does_not_take_are_refused_and_recorded_once(
    args, kwargs, sent, enforcer_for, statuses_of
):
    enforcer = enforcer_for(ALLOW)
    tool = enforce_tool(sent.tool(), enforcer)
    outputs = [tool.call(*args, **kwargs), asyncio.run(tool.acall(*args, **kwargs))]
    assert all(isinstance(output.exception, CallBlocked) for output in outputs)
    assert (sent, statuses_of(enforcer)) == ([], ["not_run", "not_run"])


def test_a_refusal_of_arguments_quotes_none_of_them(sent, enforcer_for):
    error = enforce_tool(sent.tool(), enforcer_for(ALLOW)).call(to="x", copies="hunter2").exception
    assert "copies" in error.decision.reason
    assert "hunter2" not in repr(error) + str(error.decision) + str(error.__notes__)


def test_positional_arguments_reach_the_policy_by_name(sent, enforcer_for):
    enforcer = enforcer_for("  send: {args: {to: {equals: bob}, copies: {at_most: 2}}}")
    tool = enforce_tool(sent.tool(), enforcer)
    assert not tool.call("bob", 2).is_error
    assert tool.call("eve", 2).is_error
    assert sent == [("bob", 2, "own")]


def test_defaults_reach_the_policy(sent, enforcer_for):
    tool = enforce_tool(sent.tool(), enforcer_for("  send: {args: {copies: 2}}"))
    assert tool.call(to="bob").is_error
    assert sent == []


def test_bound_parameters_reach_the_policy_and_no_caller_overrides_them(sent, enforcer_for):
    enforcer = enforcer_for("  send: {args: {tenant: mine}}")
    tool = enforce_tool(sent.tool(partial_params={"tenant": "mine"}), enforcer)
    output = tool.call(to="bob")
    assert tool.call(to="bob", tenant="evil").is_error
    assert sent == [("bob", 1, "mine")]
    assert "mine" not in repr(output)


def test_a_bound_parameter_that_the_schema_shows_is_not_overridden(sent, enforcer_for):
    class Schema(BaseModel):
        to: str
        tenant: str

    inner = FunctionTool(
        sent.tool().fn,
        metadata=ToolMetadata(name="send", description="", fn_schema=Schema),
        partial_params={"tenant": "mine"},
    )
    tool = enforce_tool(inner, enforcer_for(ALLOW))
    assert not tool.call(to="bob").is_error
    assert isinstance(tool.call(to="bob", tenant="evil").exception, CallBlocked)
    assert sent == [("bob", 1, "mine")]


def test_a_bound_name_that_redaction_took_out_is_not_put_back(enforcer_for):
    def send(**arguments: str) -> str:
        return ",".join(arguments)

    class Schema(BaseModel):
        pass

    metadata = ToolMetadata(name="send", description="", fn_schema=Schema)
    inner = FunctionTool(send, metadata=metadata, partial_params={MAIL: "x"})
    assert enforce_tool(inner, enforcer_for(REDACT)).call().content == "<EMAIL>"


def test_what_redaction_took_out_is_not_put_back_by_the_tool(sent, enforcer_for):
    tool = sent.tool(partial_params={"tenant": MAIL})
    enforce_tool(tool, enforcer_for(REDACT)).call(to="bob")
    assert sent == [("bob", 1, "<EMAIL>")]


def test_an_injected_object_goes_past_the_policy(enforcer_for):
    used = []

    def send(to: str, connection: object = None) -> str:
        used.append(connection)
        return "sent"

    connection = object()
    inner = FunctionTool.from_defaults(send, partial_params={"connection": connection})
    assert enforce_tool(inner, enforcer_for(REDACT)).call(to="bob").is_error
    tool = enforce_tool(inner, enforcer_for(REDACT), injected=["connection"])
    assert not tool.call(to="bob").is_error
    assert tool.call(to="bob", connection="mine").is_error
    assert used == [connection]


def test_field_defaults_are_fresh_in_each_call(enforcer_for):
    def send(to: str, seen: list[str] = Field(default_factory=list)) -> str:  # noqa: B008
        seen.append(to)
        return ",".join(seen)

    tool = enforce_tool(send, enforcer_for(ALLOW))
    assert [tool.call(to="a").content, tool.call(to="b").content] == ["a", "b"]


def test_arguments_pass_a_schema_of_their_own(enforcer_for, statuses_of):
    class Schema(BaseModel):
        to: str = Field(pattern="^[a-z]+$")

    def send(**arguments: str) -> str:
        return ",".join(arguments)

    enforcer = enforcer_for(ALLOW)
    metadata = ToolMetadata(name="send", description="", fn_schema=Schema)
    tool = enforce_tool(FunctionTool(send, metadata=metadata), enforcer)
    assert tool.call(to="bob").content == tool.call("bob").content == "to"
    assert tool.call(to="B0B").is_error
    assert tool.call(to="bob", bcc="eve").is_error
    assert statuses_of(enforcer) == ["returned", "returned", "not_run", "not_run"]


def test_a_schema_that_breaks_refuses(sent, enforcer_for, statuses_of):
    class Schema(BaseModel):
        to: str

        @classmethod
        def model_validate(cls, *args, **kwargs):
            raise ZeroDivisionError("secret")

    enforcer = enforcer_for(ALLOW)
    metadata = ToolMetadata(name="send", description="", fn_schema=Schema)
    tool = enforce_tool(FunctionTool(sent.tool().fn, metadata=metadata), enforcer)
    assert tool.call(to="bob").is_error
    assert (sent, statuses_of(enforcer)) == ([], ["not_run"])


@pytest.mark.parametrize("forged", ["x", None, {"store": {}}], ids=["text", "none", "mapping"])
def test_a_context_from_outside_is_refused(forged, enforcer_for, statuses_of):
    def send(ctx: Context, to: str) -> str:
        raise AssertionError("it ran")

    enforcer = enforcer_for(ALLOW)
    tool = enforce_tool(send, enforcer)
    assert tool.requires_context
    assert isinstance(tool.call(ctx=forged, to="bob").exception, CallBlocked)
    assert isinstance(tool.call("bob").exception, CallBlocked)
    assert statuses_of(enforcer) == ["not_run", "not_run"]


def test_a_context_reaches_the_tool_and_not_the_policy(enforcer_for):
    given = []

    def send(ctx: Context, to: str) -> str:
        given.append(ctx)
        return to

    tool = enforce_tool(send, enforcer_for(REDACT))
    context = Context.__new__(Context)
    assert tool.call(to="bob", ctx=context).content == "bob"
    assert given == [context]


UNTOLD = "  pay: {args: {order: {at_most: 50}}}"


def pay(order: str) -> str:
    """Pays."""
    return order


def test_a_policy_that_can_never_be_told_of_a_tool_is_refused_when_the_tool_is_wrapped(
    enforcer_for,
):
    with pytest.raises(PolicyError, match=r"policy.yaml:5:\d+: args\.order is a text") as caught:
        enforce_tool(pay, enforcer_for(UNTOLD))
    assert caught.value.code == "EC-P027"
    with pytest.raises(PolicyError):
        enforce_tools([pay], enforcer_for(UNTOLD))


def test_an_argument_that_no_caller_may_send_is_refused_as_well(enforcer_for):
    def pay(orders: int, secret: int = 0) -> str:
        """Pays."""
        return str(orders)

    with pytest.raises(PolicyError, match="did you mean 'orders'"):
        enforce_tool(pay, enforcer_for(UNTOLD))
    hidden = enforcer_for("  pay: {args: {secret: {at_most: 50}}}")
    assert enforce_tool(pay, hidden).call(orders=1).content == "1"
    with pytest.raises(PolicyError, match="the tool has no argument 'secret'"):
        enforce_tool(pay, hidden, injected=["secret"])


def test_what_the_program_fixes_may_be_of_any_kind(enforcer_for):
    tool = FunctionTool.from_defaults(pay, partial_params={"order": "A"})
    assert enforce_tool(tool, enforcer_for(UNTOLD)).call().is_error


def test_a_schema_that_cannot_be_read_is_no_reason_to_refuse_a_tool(enforcer_for):
    class Unreadable(BaseModel):
        order: str

        @classmethod
        def model_json_schema(cls, *args, **kwargs):
            raise ZeroDivisionError

    tool = FunctionTool.from_defaults(pay, fn_schema=Unreadable)
    assert enforce_tool(tool, enforcer_for(UNTOLD)).call(order="A").is_error
