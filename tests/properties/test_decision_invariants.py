"""What must hold of every policy and every call, and the comparison with the oracle."""

import json
import posixpath

from hypothesis import given, settings
from hypothesis import strategies as st
from reference import generated
from reference.oracle import verdict

from enforcecore_core.calls import Effect, ReasonCode, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import parse_policy

FACTS = Facts(working_directory="/home", resolve_path=posixpath.normpath)


def plan_of(policy):
    return parse_policy(json.dumps(policy), file="/srv/generated.yaml")


def decided(policy, tool, arguments):
    return decide(plan_of(policy), ToolCall(tool, arguments), FACTS)


def essence(decision):
    return decision.effect, decision.code, decision.duties


def reordered(value, draw):
    """Return the same policy with all entries, clauses, arguments and keys in another order."""
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: reordered(value[key], draw) for key in keys}
    if isinstance(value, list):
        return [reordered(item, draw) for item in draw(st.permutations(value))]
    return value


@settings(max_examples=600, deadline=None)
@given(generated.policies_with_calls())
def test_decide_agrees_with_the_oracle(case):
    policy, calls = case
    plan = plan_of(policy)
    for tool, arguments in calls:
        decision = decide(plan, ToolCall(tool, arguments), FACTS)
        effect, code, duties = verdict(policy, tool, arguments)
        assert (decision.effect.value, decision.code.value) == (effect, code)
        if duties:
            found = decision.duties
            assert (found.redact_arguments, found.redact_results, found.timeout) == duties


@settings(max_examples=100, deadline=None)
@given(generated.policies, generated.call_arguments)
def test_default_deny(policy, arguments):
    policy["tools"].pop("*", None)
    policy["tools"]["read"] = {"timeout": "1s"}
    unnamed = decided(policy, "unnamed", arguments)
    assert (unnamed.effect, unnamed.code) == (Effect.BLOCK, ReasonCode.NO_RULE)
    assert decided(policy, "read", arguments).effect is Effect.BLOCK


@settings(max_examples=100, deadline=None)
@given(generated.policies, st.sampled_from(generated.TOOLS), generated.call_arguments)
def test_block_trumps_allow(policy, tool, arguments):
    policy["tools"] = {**policy["tools"], f"{tool[:2]}*": "block"}
    decision = decided(policy, tool, arguments)
    assert (decision.effect, decision.code) == (Effect.BLOCK, ReasonCode.BLOCK_RULE)


@settings(max_examples=150, deadline=None)
@given(generated.policies_with_calls(), st.data())
def test_order_does_not_matter(case, data):
    policy, calls = case
    plan, other = plan_of(policy), plan_of(reordered(policy, data.draw))
    for tool, arguments in calls:
        call = ToolCall(tool, arguments)
        assert essence(decide(plan, call, FACTS)) == essence(decide(other, call, FACTS))


@settings(max_examples=150, deadline=None)
@given(generated.policies, generated.calls, generated.clauses)
def test_errors_never_allow(policy, call, clause):
    tool, arguments = call
    erring = {"args": {**clause["args"], "never_there": 1}}
    by_error = {"enforcecore": 1, "tools": {"*": {"allow": ["always"], "block": erring}}}
    only_errors = {"enforcecore": 1, "tools": {"*": {"allow": [erring, erring]}}}
    assert decided(by_error, tool, arguments).effect is Effect.BLOCK
    assert decided(only_errors, tool, arguments).effect is Effect.BLOCK
    policy["tools"]["*"] = {"block": erring}
    assert decided(policy, tool, arguments).effect is Effect.BLOCK


@settings(max_examples=100, deadline=None)
@given(generated.policies_with_calls())
def test_decision_is_deterministic(case):
    policy, calls = case
    plan, again = plan_of(policy), plan_of(policy)
    calls = [ToolCall(tool, arguments) for tool, arguments in calls]
    first = [decide(plan, call, FACTS) for call in calls]
    assert [decide(plan, call, FACTS) for call in reversed(calls)] == first[::-1]
    assert [decide(again, call, FACTS) for call in calls] == first
