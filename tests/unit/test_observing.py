"""Policies that decide and record, and block nothing."""

import asyncio

import pytest

from enforcecore_core import (
    AuditUnavailable,
    Effect,
    EnforcementFault,
    PolicyViolation,
    ReasonCode,
    ToolCall,
)

OBSERVE = "mode: observe"
MAIL = "ada@example.org"
TOOLS = """
  pay: {args: {amount: {at_most: 50}}}
  shell: {block: {reason: Never.}}
"""


@pytest.fixture
def observing(enforcer_for):
    return lambda tools=TOOLS, more="": enforcer_for(tools, f"{OBSERVE}\n{more}", dev_mode=True)


@pytest.mark.parametrize(
    ("tool", "arguments", "block"),
    [
        ("pay", {"amount": 60}, ("default", "EC-NO-ALLOW")),
        ("pay", {"amount": "60"}, ("pay.allow", "EC-CONDITION-ERROR")),
        ("shell", {}, ("shell.block", "EC-BLOCK-RULE")),
        ("unknown", {}, ("default", "EC-NO-RULE")),
        ("bad name", {}, ("default", "EC-TOOL-NAME")),
    ],
)
def test_a_call_that_would_be_blocked_runs_and_is_recorded(
    observing, entries_of, tool, arguments, block
):
    enforcer = observing()
    assert enforcer.call(tool, lambda **_: "done", arguments) == "done"
    [entry] = entries_of(enforcer)
    assert (entry.effect, entry.status, entry.would_block) == ("allow", "returned", True)
    assert (entry.rule, entry.code) == block


def test_the_reason_is_that_of_the_block_that_was_not_done(observing, entries_of):
    enforcer = observing()
    with enforcer.admit(ToolCall("shell", {})) as admission:
        admission.returned(None)
    decision = admission.decision
    assert (decision.effect, decision.would_block) == (Effect.ALLOW, True)
    assert [entry.reason for entry in entries_of(enforcer)] == [decision.reason] == ["Never."]


def test_a_call_that_is_allowed_anyway_says_nothing_of_it(observing, entries_of):
    enforcer = observing()
    enforcer.call("pay", lambda amount: amount, {"amount": 5})
    [entry] = entries_of(enforcer)
    assert not entry.would_block
    assert "would_block" not in entry.decision


def test_an_enforcing_policy_never_says_that_it_would_block(enforcer_for, entries_of):
    enforcer = enforcer_for(TOOLS, "mode: enforce")
    with pytest.raises(PolicyViolation):
        enforcer.call("shell", lambda: None, {})
    assert [entry.would_block for entry in entries_of(enforcer)] == [False]


def test_calls_let_through_are_redacted_and_limited_as_the_defaults_say(observing):
    more = "defaults: {redact: {arguments: [pii]}, max_result_size: 100B}"
    enforcer = observing(more=more)
    assert enforcer.call("unknown", lambda text: text, {"text": MAIL}) == "<EMAIL>"
    with enforcer.admit(ToolCall("unknown", {})) as admission:
        assert admission.decision.duties.max_result_size == 100
        admission.returned("")


def test_async_calls_and_streams_are_let_through_alike(observing, entries_of):
    enforcer = observing()

    async def tool():
        return "done"

    assert asyncio.run(enforcer.acall("shell", tool, {})) == "done"
    assert list(enforcer.stream("shell", lambda: (yield "done"), {})) == ["done"]
    assert [entry.would_block for entry in entries_of(enforcer)] == [True, True]


def test_what_cannot_be_inspected_is_still_blocked(observing):
    enforcer = observing()
    with pytest.raises(PolicyViolation) as caught:
        enforcer.call("unknown", lambda x: x, {"x": object()})
    assert caught.value.decision.code is ReasonCode.NOT_INSPECTABLE
    assert not caught.value.decision.would_block


def test_an_internal_fault_is_still_blocked(observing, monkeypatch):
    enforcer = observing("  a: {args: {path: {under: /srv}}}")
    monkeypatch.chdir("/")

    class Broken(dict):
        def get(self, *_):
            raise ZeroDivisionError

    with pytest.raises(EnforcementFault):
        enforcer.call("a", lambda **_: None, Broken(path="x"))


def test_a_call_that_cannot_be_recorded_is_still_blocked(observing):
    enforcer = observing()
    enforcer.close()
    with pytest.raises(AuditUnavailable):
        enforcer.call("shell", lambda: None, {})


def test_opening_it_warns(enforcer_for):
    with pytest.warns(RuntimeWarning, match="'test' only observes"):
        enforcer_for(TOOLS, OBSERVE)


def test_only_the_id_of_a_principal_is_recorded(enforcer_for, entries_of):
    enforcer = enforcer_for('  a: {when: principal.role == "admin"}')
    principals = [{"id": "ada", "role": "admin"}, {"role": "admin"}, {"id": 7, "role": "admin"}]
    for principal in principals:
        enforcer.call("a", lambda: None, {}, principal=principal)
    for principal in ["ada", None, {"id": "ada", "role": "guest"}]:
        with pytest.raises(PolicyViolation):
            enforcer.call("a", lambda: None, {}, principal=principal)
    entries = entries_of(enforcer)
    assert [entry.principal for entry in entries] == ["ada", None, "7", "ada", None, "ada"]
    assert "admin" not in str([entry.decision for entry in entries])
