from __future__ import annotations

import json
import os

import pytest

from enforcecore_core import Effect, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.decision.explanation import Verdict, explain
from enforcecore_core.policy import parse_policy

FACTS = Facts("/", os.path.realpath)
POLICY = """enforcecore: 1
name: shop
tools:
  refund:
    allow:
      - when: args.amount > 0 && args.amount <= 50
      - args: {order: {starts_with: "TEST-"}, note: {max_length: 5}}
        id: test-orders
    block:
      - args: {currency: {present: true, not_in: [EUR, USD]}}
        reason: We refund in euros and dollars only.
  search: allow
  "glob_*": block
  deep:
    args:
      a: {any_of: [{type: number}, {not: {equals: x}}]}
      b: {each: {under: /srv}}
      c: {keys: {like: "k*"}, min_items: 1}
      d: {matches: "[a-z]+"}
      e: {host: example.com, scheme: https, port: 443}
      f: [1, 2]
    other_args: block
  who: {when: 'principal.role == "clerk" || has(args.x) && size(args.x) == args.n'}
"""
PLAN = parse_policy(POLICY, file="policy.yaml")


def explained(tool, *, values=False, principal=None, **arguments):
    call = ToolCall(tool, arguments, principal=principal)
    return explain(PLAN, call, FACTS, values=values)


CALLS = [
    ("refund", {"amount": 60, "order": "A", "note": "n", "currency": "EUR"}),
    ("refund", {"amount": 20, "order": "A", "note": "n", "currency": "EUR"}),
    ("refund", {"amount": "20", "currency": "XMR"}),
    ("refund", {}),
    ("search", {"q": "x"}),
    ("glob_x", {}),
    ("nothing", {}),
    ("bad name", {}),
    ("deep", {"a": "y", "b": ["/srv/x"], "c": {"k": 1}, "d": "ab", "e": "https://example.com/"}),
    ("who", {"x": "abc", "n": 3}),
]


@pytest.mark.parametrize(("tool", "arguments"), CALLS)
@pytest.mark.parametrize("values", [False, True])
def test_an_explanation_comes_to_the_decision_and_can_be_said(tool, arguments, values):
    explanation = explained(tool, values=values, **arguments)
    assert explanation.decision == decide(PLAN, ToolCall(tool, arguments), FACTS)
    assert json.loads(json.dumps(explanation.as_json()))["format"] == 1
    assert explanation.text().isprintable() or "\n" in explanation.text()


def test_every_clause_that_applies_is_visited_with_its_place():
    explanation = explained("refund", amount=20, currency="EUR", order="A", note="n")
    assert [(c.rule, c.effect, c.verdict) for c in explanation.clauses] == [
        ("refund.block.1", Effect.BLOCK, Verdict.FAILS),
        ("refund.allow.1", Effect.ALLOW, Verdict.HOLDS),
        ("test-orders", Effect.ALLOW, Verdict.FAILS),
    ]
    assert all(clause.place.file == "policy.yaml" for clause in explanation.clauses)
    assert "refund.allow.1: holds  policy.yaml:6:" in explanation.text()


def test_a_near_miss_says_what_would_have_to_hold():
    explanation = explained("refund", amount=60, currency="EUR", order="A", note="n")
    assert any("args.amount is at most 50" in miss for miss in explanation.near_misses)
    assert not any("more than 0" in miss for miss in explanation.near_misses)


def test_a_block_is_explained_by_the_clause_that_fired():
    explanation = explained("refund", amount=20, currency="XMR")
    assert explanation.near_misses == (
        (
            "blocked by refund.block.1: args.currency is none of EUR or USD"
            " and args.currency is present"
        ),
    )


def test_an_error_is_explained():
    explanation = explained("refund", amount="20", currency="EUR", order=5, note="n")
    errors = [f.error for c in explanation.clauses for f in c.formulas if f.error]
    assert any("expected a number" in error for error in errors)


def test_an_allowed_call_has_no_near_miss():
    assert explained("search", q="x").near_misses == ()


def test_values_are_shown_only_when_they_are_asked_for():
    arguments = {"amount": 60, "currency": "EUR", "order": "hush-hush", "note": "n"}
    assert "hush" not in explained("refund", **arguments).text()
    assert "hush" not in json.dumps(explained("refund", **arguments).as_json())
    assert "a text of 9 characters" in explained("refund", **arguments).text()
    assert '"hush-hush"' in explained("refund", values=True, **arguments).text()


def test_what_a_principal_is_can_be_seen():
    explanation = explained("who", principal={"role": "clerk"}, x="abc", n=1)
    assert explanation.decision.effect is Effect.ALLOW
    assert "principal.role is clerk" in explanation.text() or '"clerk"' in explanation.text()
