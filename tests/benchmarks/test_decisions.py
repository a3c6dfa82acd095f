"""What a decision costs: beside peers, with many rules, and with large arguments."""

from __future__ import annotations

import os
import statistics
import time

import pytest
from benchmarks.paired import measure, report
from benchmarks.peers import ARGUMENTS, OTHERS, REFUSED, installed

from enforcecore_core import Effect, ToolCall, load_policy
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import parse_policy

pytestmark = pytest.mark.bench

REFUND = (
    "  refund:\n    args: {order: {min_length: 1}, amount: {more_than: 0, at_most: 50},"
    " currency: [EUR, USD]}\n"
)
HEAD = "enforcecore: 1\nname: bench\ntools:\n"
FACTS = Facts("/", os.path.realpath)


def plan_with(rules: int):
    others = "".join(
        f"  other_{n}: {{args: {{amount: {{at_most: {n}}}}}}}\n" for n in range(rules - 1)
    )
    return parse_policy(HEAD + REFUND + others, file="policy.yaml")


def test_a_decision_beside_those_of_other_engines():
    plan = plan_with(len(OTHERS) + 1)
    call = ToolCall("refund", ARGUMENTS)
    assert decide(plan, call, FACTS).effect is Effect.ALLOW
    assert decide(plan, ToolCall("refund", REFUSED), FACTS).effect is Effect.BLOCK
    peers = installed()
    rivals = {"EnforceCore": lambda: decide(plan, call, FACTS)}
    rivals |= {name: lambda ask=ask: ask(ARGUMENTS) for name, ask in peers.items()}
    times = measure(rivals)
    ratios = report("One allowed call, 10 rules, 3 conditions", times, "EnforceCore")
    print(f"  goal: at most 4 us here, measured {statistics.median(times['EnforceCore']):.2f} us")
    if (agent_os := ratios.get("agent-os-kernel PolicyEvaluator")) is not None:
        assert agent_os >= 2
    if missing := 4 - len(peers):
        print(f"  {missing} of 4 peers are not installed: pip install --group peers")


@pytest.mark.parametrize("arguments", [ARGUMENTS, REFUSED], ids=["allow", "block"])
def test_a_decision_does_not_cost_more_with_more_rules(arguments):
    call = ToolCall("refund", arguments)
    plans = {f"{count} rules": plan_with(count) for count in (10, 10_000)}
    rivals = {name: lambda plan=plan: decide(plan, call, FACTS) for name, plan in plans.items()}
    assert report("One decision", measure(rivals), "10 rules")["10000 rules"] <= 1.3


def test_a_decision_does_not_look_at_what_no_condition_reads():
    plan = plan_with(10)
    calls = {
        "100 B": ToolCall("refund", {**ARGUMENTS, "note": "x" * 100}),
        "1 MB": ToolCall("refund", {**ARGUMENTS, "note": "x" * 1_000_000}),
    }
    rivals = {name: lambda call=call: decide(plan, call, FACTS) for name, call in calls.items()}
    assert report("One decision, one unread argument", measure(rivals), "100 B")["1 MB"] <= 1.3


def test_a_linear_pattern_on_a_megabyte():
    text = HEAD + "  search: {args: {query: {matches: '(a+)+$'}}}\n"
    plan = parse_policy(text, file="policy.yaml")
    call = ToolCall("search", {"query": "a" * 1_000_000 + "!"})
    times = measure({"(a+)+$ on 1 MB": lambda: decide(plan, call, FACTS)}, rounds=5)
    report("A pattern that explodes elsewhere (goal: 10 ms)", times, "(a+)+$ on 1 MB")


def test_ten_thousand_rules_load(tmp_path):
    path = tmp_path / "policy.yaml"
    one = "  other_{0}: {{args: {{amount: {{at_most: {0}}}}}}}\n"
    path.write_text(HEAD + "".join(one.format(n) for n in range(10_000)))
    began = time.perf_counter()
    load_policy(path)
    print(f"\n10,000 rules load in {time.perf_counter() - began:.2f} s (goal: 1 s)")
