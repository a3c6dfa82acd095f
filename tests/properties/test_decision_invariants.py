"""What must hold of every policy and every call, and the comparison with the oracle."""

import json
import posixpath
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference import generated
from reference.oracle import MISSING, verdict

from enforcecore_core.calls import Effect, ReasonCode, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import load_policy, parse_policy

FACTS = Facts(working_directory="/home", resolve_path=posixpath.normpath)


def plan_of(policy, *parents):
    """Load a policy whose parents, if it has any, extend one another in this order."""
    if not parents:
        return parse_policy(json.dumps(policy), file="/srv/generated.yaml")
    with tempfile.TemporaryDirectory() as directory:
        family = [policy, *parents]
        for number, one in enumerate(family):
            extends = {"extends": f"{number + 1}.yaml"} if number + 1 < len(family) else {}
            Path(directory, f"{number}.yaml").write_text(json.dumps({**one, **extends}))
        return load_policy(Path(directory, "0.yaml"))


def as_call(tool, arguments, principal=None, session=None):
    return ToolCall(tool, arguments, session, principal)


def as_world(arguments, principal, session):
    return {
        "args": arguments,
        "principal": MISSING if principal is None else principal,
        "session": {} if session is None else {"id": session},
    }


def decided(policy, tool, arguments):
    return decide(plan_of(policy), ToolCall(tool, arguments), FACTS)


def agree(plan, policies, calls):
    for tool, *world in calls:
        decision = decide(plan, as_call(tool, *world), FACTS)
        effect, code, duties = verdict(policies, tool, as_world(*world))
        assert (decision.effect.value, decision.code.value) == (effect, code)
        if duties:
            found = decision.duties
            assert (found.redact_arguments, found.redact_results, found.timeout) == duties


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


@settings(max_examples=500, deadline=None)
@given(generated.policies_with_calls())
def test_decide_agrees_with_the_oracle(case):
    policy, calls = case
    agree(plan_of(policy), [policy], calls)


@settings(max_examples=80, deadline=None)
@given(generated.policies_with_calls(), st.lists(generated.policies, min_size=1, max_size=2))
def test_decide_agrees_with_the_oracle_on_policies_that_extend_others(case, parents):
    policy, calls = case
    agree(plan_of(policy, *parents), [policy, *parents], calls)


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
@settings(max_examples=14_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated.policies_with_calls(), st.lists(generated.policies, max_size=1))
def test_decide_agrees_with_the_oracle_on_a_hundred_thousand_calls(case, parents):
    policy, calls = case
    agree(plan_of(policy, *parents), [policy, *parents], calls)


@settings(max_examples=100, deadline=None)
@given(generated.policies_with_calls(), st.lists(generated.policies, min_size=1, max_size=2))
def test_extends_only_tightens(case, parents):
    policy, calls = case
    child, parent = plan_of(policy, *parents), plan_of(*parents)
    for tool, *world in [
        *calls,
        *((tool, *world) for tool in generated.TOOLS for _, *world in calls),
    ]:
        tightened = decide(child, as_call(tool, *world), FACTS)
        before = decide(parent, as_call(tool, *world), FACTS)
        if tightened.effect is Effect.ALLOW:
            assert before.effect is Effect.ALLOW
            assert tightened.duties.redact_arguments >= before.duties.redact_arguments
            assert tightened.duties.redact_results >= before.duties.redact_results
            assert at_most(tightened.duties.timeout, before.duties.timeout)
            assert at_most(tightened.duties.max_result_size, before.duties.max_result_size)


def at_most(limit, other):
    return other is None or (limit is not None and limit <= other)


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
    for parts in calls:
        call = as_call(*parts)
        assert essence(decide(plan, call, FACTS)) == essence(decide(other, call, FACTS))


@settings(max_examples=150, deadline=None)
@given(generated.policies, generated.calls, generated.clauses)
def test_errors_never_allow(policy, call, clause):
    tool, arguments, _, _ = call
    erring = {**clause, "args": {**clause.get("args", {}), "never_there": 1}}
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
    calls = [as_call(*parts) for parts in calls]
    first = [decide(plan, call, FACTS) for call in calls]
    assert [decide(plan, call, FACTS) for call in reversed(calls)] == first[::-1]
    assert [decide(again, call, FACTS) for call in calls] == first
