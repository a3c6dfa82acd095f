"""Ways in which other policy languages let calls through: here each blocks or does not load."""

from __future__ import annotations

import math
import os

import pytest

from enforcecore_core import Effect, PolicyError, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import parse_policy

FACTS = Facts("/", os.path.realpath)


def effect(tools: str, arguments: dict[str, object], tool: str = "tool") -> Effect:
    plan = parse_policy(f"enforcecore: 1\ntools:\n{tools}\n", file="policy.yaml")
    return decide(plan, ToolCall(tool, arguments), FACTS).effect


ALLOW_SMALL = "  tool: {when: 'args.amount < 100'}"
ALLOW_MATCH = "  tool: {args: {text: {matches: '%s'}}}"
FORBID_LARGE = "  tool: {allow: always, block: {when: 'args.amount > 100'}}"
FORBID_LARGE_YAML = "  tool: {allow: always, block: {args: {amount: {more_than: 100}}}}"
GUARDED = "  tool: {allow: always, block: {when: 'args.missing > 1 && args.amount > 100'}}"
ABSORBED = "  tool: {allow: {when: 'args.missing > 1 || args.amount < 100'}}"
NEGATED = "  tool: {allow: {when: '!(args.amount > 100)'}}"
NOT_IN = "  tool: {args: {amount: {not: {more_than: 100}}}}"

STRANGE_NUMBERS = [
    pytest.param({}, id="missing"),
    pytest.param({"amuont": 5}, id="misspelt"),
    pytest.param({"amount": "42"}, id="text"),
    pytest.param({"amount": "nan"}, id="the text nan"),
    pytest.param({"amount": True}, id="truth value"),
    pytest.param({"amount": math.nan}, id="nan"),
    pytest.param({"amount": -math.inf}, id="infinity"),
    pytest.param({"amount": None}, id="null"),
    pytest.param({"amount": [5]}, id="list"),
    pytest.param({"amount": {"amount": 5}}, id="mapping"),
]


@pytest.mark.parametrize("arguments", STRANGE_NUMBERS)
@pytest.mark.parametrize(
    "policy",
    [ALLOW_SMALL, FORBID_LARGE, FORBID_LARGE_YAML, GUARDED, ABSORBED, NEGATED, NOT_IN],
    ids=["allow", "forbid", "forbid in yaml", "guarded", "absorbed", "negated", "not"],
)
def test_what_is_no_number_passes_no_comparison(policy, arguments):
    assert effect(policy, arguments) is Effect.BLOCK


@pytest.mark.parametrize("policy", [ALLOW_SMALL, FORBID_LARGE, FORBID_LARGE_YAML, NEGATED, NOT_IN])
def test_what_is_a_number_is_compared(policy):
    assert effect(policy, {"amount": 42}) is Effect.ALLOW
    assert effect(policy, {"amount": 42.0}) is Effect.ALLOW
    assert effect(policy, {"amount": 2**70}) is Effect.BLOCK


def test_an_exact_amount_is_forbidden_however_it_is_written():
    policy = "  tool: {allow: always, block: {when: 'args.amount == 5000'}}"
    assert effect(policy, {"amount": 5000}) is Effect.BLOCK
    assert effect(policy, {"amount": 5000.0}) is Effect.BLOCK
    assert effect(policy, {"amount": "5000"}) is Effect.BLOCK
    assert effect(policy, {"amount": 4999}) is Effect.ALLOW


@pytest.mark.parametrize("expression", ["args.amount > -1", "(args.amount > 1)", "!(args.a == 1)"])
def test_forms_that_others_cannot_parse_are_understood(expression):
    policy = f"  tool: {{allow: always, block: {{when: '{expression}'}}}}"
    assert effect(policy, {"amount": 5, "a": 2}) is Effect.BLOCK


@pytest.mark.parametrize(
    "expression",
    [
        "amount > 1",
        "args.amount > 1 &&",
        "args.amount => 1",
        "args.amount = 1",
        "args.amount + 1 > 2",
        "args.all(x, x > 1)",
        "args.amount > 'a' > 1",
        "true ? args.a : args.b",
        "argz.amount > 1",
        "",
        "args.a == 1; args.b == 2",
        "not args.a",
    ],
)
def test_an_expression_that_is_not_understood_does_not_load(expression):
    with pytest.raises(PolicyError):
        effect(f'  tool: {{when: "{expression}"}}', {})


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("[a-z]+", "abc\n"),
        ("[a-z]+", "abc; rm"),
        ("^[a-z]+$", "abc\ndef"),
        ("a|b", "ax"),
        ("a|b", "xb"),
        ("[a-z]+", "\ud800"),
        ("[0-9]+", "\u0661\u0662"),
        ("(a+)+", "a" * 40_000 + "!"),
    ],
)
def test_a_pattern_has_to_match_the_whole_text(pattern, text):
    assert effect(ALLOW_MATCH % pattern, {"text": text}) is Effect.BLOCK


@pytest.mark.parametrize("pattern", ["(", "(?=a)", r"(a)\1", "[z-a]", "a{1,100000}{1,100000}"])
def test_a_pattern_that_cannot_be_matched_in_linear_time_does_not_load(pattern):
    with pytest.raises(PolicyError):
        effect(ALLOW_MATCH % pattern, {"text": ""})


def test_a_total_cannot_hide_behind_an_amount():
    policy = "  tool: {args: {amount: {at_most: 100}}, other_args: block}"
    assert effect(policy, {"amount": 1}) is Effect.ALLOW
    assert effect(policy, {"amount": 1, "total": 999_999}) is Effect.BLOCK
