import os

import pytest

from enforcecore_core.calls import Duties, Effect, ReasonCode, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import parse_policy

FACTS = Facts(working_directory="/", resolve_path=os.path.realpath)


def decided(tools, tool, /, **arguments):
    plan = parse_policy(f"enforcecore: 1\ntools:\n{tools}\n", file="/srv/policy.yaml")
    return decide(plan, ToolCall(tool, arguments), FACTS)


REFUND = """
  refund:
    allow:
      - args: {amount: {more_than: 0, at_most: 50}}
      - args: {order: {starts_with: "TEST-"}}
        id: test-orders
    block:
      - args: {currency: {not_in: [EUR, USD]}}
        reason: We refund in euros and dollars only.
      - args: {note: {equals: fraud}}
"""
COMPLETE = {"currency": "EUR", "note": "", "amount": 20, "order": "A-1"}


@pytest.mark.parametrize(
    ("changes", "effect", "rule", "code"),
    [
        ({}, "allow", "refund.allow.1", "EC-ALLOWED"),
        ({"amount": 60, "order": "TEST-1"}, "allow", "test-orders", "EC-ALLOWED"),
        ({"amount": "20", "order": "TEST-1"}, "allow", "test-orders", "EC-ALLOWED"),
        ({"amount": 60}, "block", "default", "EC-NO-ALLOW"),
        ({"amount": -5000}, "block", "default", "EC-NO-ALLOW"),
        ({"amount": "20"}, "block", "refund.allow.1", "EC-CONDITION-ERROR"),
        ({"amount": "nan"}, "block", "refund.allow.1", "EC-CONDITION-ERROR"),
        ({"amount": float("nan")}, "block", "refund.allow.1", "EC-CONDITION-ERROR"),
        ({"amount": True}, "block", "refund.allow.1", "EC-CONDITION-ERROR"),
        ({"amount": 60, "order": 7}, "block", "test-orders", "EC-CONDITION-ERROR"),
        ({"currency": "GBP"}, "block", "refund.block.1", "EC-BLOCK-RULE"),
        ({"currency": None}, "block", "refund.block.1", "EC-CONDITION-ERROR"),
        ({"note": "fraud"}, "block", "refund.block.2", "EC-BLOCK-RULE"),
        ({"note": "fraud", "currency": 5}, "block", "refund.block.2", "EC-BLOCK-RULE"),
        ({"note": 1, "currency": "GBP"}, "block", "refund.block.1", "EC-BLOCK-RULE"),
        ({"note": 1}, "block", "refund.block.2", "EC-CONDITION-ERROR"),
    ],
    ids=repr,
)
def test_a_call_is_decided_by_the_clauses_of_its_tool(changes, effect, rule, code):
    decision = decided(REFUND, "refund", **{**COMPLETE, **changes})
    found = (decision.effect.value, decision.rule, decision.code.value)
    assert found == (effect, rule, code)


def test_the_reason_of_a_block_is_the_one_that_the_policy_states():
    decision = decided(REFUND, "refund", **{**COMPLETE, "currency": "GBP"})
    assert decision.reason == "We refund in euros and dollars only."


def test_the_reason_of_an_error_names_argument_and_condition_but_no_value():
    decision = decided(REFUND, "refund", **{**COMPLETE, "amount": "hunter2"})
    assert decision.reason == "argument 'amount': more_than: expected a number, found a text"


def test_a_missing_argument_is_an_error_that_is_named():
    decision = decided("  pay: {args: {amount: {at_most: 5}}}", "pay")
    assert (decision.code, decision.reason) == (
        ReasonCode.CONDITION_ERROR,
        "argument 'amount' is missing",
    )


@pytest.mark.parametrize(
    ("tools", "rule"),
    [
        ("  a: allow", "a.allow"),
        ("  a: {allow: always}", "a.allow"),
        ("  a: {allow: [always]}", "a.allow.1"),
        ("  a: {args: {x: 1}}", "a.allow"),
        ("  a: {allow: {args: {x: 1}}}", "a.allow"),
        ("  a: {allow: [{args: {x: 2}}, {args: {x: 1}}]}", "a.allow.2"),
        ("  a: {allow: {args: {x: 1}, id: mine}}", "mine"),
        ("  a: block", "a.block"),
        ("  '?': block\n  a: allow", "?.block"),
        ("  a: {block: always, allow: always}", "a.block"),
        ("  a: {block: [always]}", "a.block.1"),
        ("  a: {block: {args: {x: 1}}}", "a.block"),
        ("  a: {block: {reason: Never.}}", "a.block"),
        ("  a: {block: [{args: {x: 2}}, {args: {x: 1}, id: mine}]}", "mine"),
        ("  a: {timeout: 1s}", "default"),
        ("  a: {block: {args: {x: 2}}}", "default"),
        ("  b: allow", "default"),
    ],
)
def test_the_deciding_rule_has_its_id_or_one_made_from_its_place(tools, rule):
    assert decided(tools, "a", x=1).rule == rule


@pytest.mark.parametrize(
    "tools",
    ["  shell_*: block\n  shell_run: allow", "  shell_run: allow\n  shell_*: block"],
)
def test_a_block_by_glob_wins_over_an_allow_by_name_in_any_order(tools):
    assert decided(tools, "shell_run").effect is Effect.BLOCK


@pytest.mark.parametrize(
    ("pattern", "tool", "applies"),
    [
        ("shell_*", "shell_run", True),
        ("shell_*", "shell_", True),
        ("shell_*", "shell", False),
        ("shell_*", "Shell_run", False),
        ("shell_*", "my_shell_run", False),
        ("*", "anything", True),
        ("?ay", "pay", True),
        ("?ay", "ay", False),
        ("mcp:*:read", "mcp:files:read", True),
        ("mcp:*:read", "mcp:files:write", False),
        ("a.b", "axb", False),
    ],
)
def test_globs_match_whole_names_with_case(pattern, tool, applies):
    assert (decided(f"  '{pattern}': allow", tool).effect is Effect.ALLOW) is applies


@pytest.mark.parametrize(
    "tool",
    [
        "",
        " ",
        "pay ",
        "pay\n",
        "pay\0",
        "\uff50\uff41\uff59",
        "\u0440ay",
        "\u017fend",
        "\u212aill",
        "pa\u0301y",
        "p\u200bay",
        "pay*",
        "pay()",
        "pay;drop",
        "a" * 257,
        "a" * 10_000_000,
        None,
        5,
        b"pay",
        type("Name", (str,), {})("pay"),
    ],
    ids=lambda name: ascii(name)[:20],
)
def test_a_name_that_is_no_plain_name_is_blocked_even_where_everything_is_allowed(tool):
    decision = decided("  '*': allow", tool)
    assert (decision.effect, decision.code) == (Effect.BLOCK, ReasonCode.TOOL_NAME)


def test_an_argument_called_like_a_word_of_ours_cannot_change_the_call():
    plan = parse_policy("enforcecore: 1\ntools: {pay: block, '*': allow}", file="p.yaml")
    arguments = {"tool": "read", "tool_name": "read", "call": 1, "plan": 2, "self": 3}
    assert decide(plan, ToolCall("pay", arguments), FACTS).rule == "pay.block"


def test_arguments_that_no_clause_names_are_free():
    assert decided("  a: {args: {x: 1}}", "a", x=1, y="anything").effect is Effect.ALLOW


def test_all_entries_that_apply_add_their_duties():
    tools = """
  send: {allow: always, redact: [pii], timeout: 30s, max_result_size: 1MiB}
  s*: {redact: {results: [secrets]}, timeout: 10s}
  '*': {max_result_size: 2KiB}
defaults: {redact: {arguments: [], results: []}, timeout: 1s, max_result_size: 1B}
"""
    assert decided(tools, "send").duties == Duties(
        redact_arguments=frozenset({"pii"}),
        redact_results=frozenset({"secrets"}),
        timeout=10.0,
        max_result_size=2048,
    )


def test_without_defaults_secrets_and_personal_data_are_looked_for():
    assert decided("  a: allow", "a").duties == Duties(
        redact_arguments=frozenset({"secrets"}), redact_results=frozenset({"secrets", "pii"})
    )


@pytest.mark.parametrize(
    ("redact", "arguments", "results"),
    [
        ("{arguments: []}", set(), {"secrets", "pii"}),
        ("{results: []}", {"secrets"}, set()),
        ("{arguments: [pii], results: [pii]}", {"pii"}, {"pii"}),
    ],
)
def test_a_stated_default_takes_the_place_of_the_built_in_one(redact, arguments, results):
    duties = decided(f"  a: allow\ndefaults: {{redact: {redact}}}", "a").duties
    assert (duties.redact_arguments, duties.redact_results) == (arguments, results)


def test_a_blocked_call_has_no_duties():
    assert decided("  a: {block: always, redact: [pii]}", "a").duties == Duties()


def test_what_the_facts_raise_is_left_to_the_caller():
    def broken(path):
        raise RuntimeError("the disk is on fire")

    plan = parse_policy("enforcecore: 1\ntools: {a: {args: {p: {under: /}}}}", file="p.yaml")
    with pytest.raises(RuntimeError):
        decide(plan, ToolCall("a", {"p": "/x"}), Facts("/", broken))
