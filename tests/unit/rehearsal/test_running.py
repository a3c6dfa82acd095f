import pytest

from enforcecore_core import PolicyViolation
from enforcecore_core.rehearsal.running import Verdict, differs, rehearse, run_suite


def words(result):
    return [(one.what, one.expected, one.got) for one in result.differences]


@pytest.mark.parametrize(
    "test",
    [
        "tool: refund, arguments: {amount: 5, currency: EUR}, expect: allow, rule: small",
        "tool: refund, arguments: {amount: 60, currency: EUR}, expect: block",
        "tool: refund, arguments: {amount: 5, currency: USD}, expect: block, rule: euros",
        (
            "tool: refund, arguments: {amount: '5', currency: EUR}, expect: block, rule: small, "
            "code: EC-CONDITION-ERROR"
        ),
        "tool: refund, expect: block, rule: euros, code: EC-CONDITION-ERROR",
        "tool: pay, expect: block, rule: default, code: EC-NO-RULE",
        "tool: 'a b', expect: block, rule: default, code: EC-TOOL-NAME",
        "tool: send, arguments: {}, expect: allow, redactions: {}, tool_sees: {}",
        (
            "tool: send, arguments: {to: [a@b.example, c@d.example]}, expect: allow, "
            "redactions: {EMAIL: 2}, tool_sees: {to: [<EMAIL>, <EMAIL>]}"
        ),
        "tool: read, arguments: {path: files/a}, expect: allow, code: EC-ALLOWED",
        "tool: read, arguments: {path: files/../a}, expect: block, code: EC-NO-ALLOW",
        "tool: read, arguments: {path: a}, facts: {symlinks: {a: files}}, expect: allow",
        "tool: read, arguments: {path: files/a}, facts: {symlinks: {files/a: /}}, expect: block",
        (
            "tool: read, arguments: {path: a/b}, facts: {symlinks: {a: a}}, expect: block, "
            "code: EC-CONDITION-ERROR"
        ),
        "tool: read, arguments: {path: a}, facts: {working_directory: files}, expect: allow",
    ],
)
def test_a_call_that_is_decided_as_its_test_says_passes(suite, test):
    [result] = run_suite(suite(test))
    assert words(result) == []
    assert result.verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("test", "differences"),
    [
        (
            (
                "tool: refund, arguments: {amount: 60, currency: EUR, order: a}, expect: allow, "
                "rule: small"
            ),
            [("effect", "allow", "block"), ("rule", "small", "default")],
        ),
        ("tool: send, expect: block", [("effect", "block", "allow")]),
        (
            "tool: pay, expect: block, code: EC-NO-ALLOW",
            [("code", "EC-NO-ALLOW", "EC-NO-RULE")],
        ),
        (
            "tool: refund, arguments: {amount: 5, currency: EUR}, expect: allow, rule: smal",
            [("rule", "smal", "small")],
        ),
        (
            "tool: send, arguments: {to: a@b.example}, expect: allow, redactions: {}",
            [("redactions", "none", "EMAIL: 1")],
        ),
        (
            (
                "tool: send, arguments: {to: a@b.example}, expect: allow, "
                "redactions: {EMAIL: 2, CARD: 1}"
            ),
            [("redactions", "CARD: 1, EMAIL: 2", "EMAIL: 1")],
        ),
        (
            (
                "tool: send, arguments: {to: a@b.example, n: 1}, expect: allow, "
                "tool_sees: {to: a@b.example, m: 1}"
            ),
            [
                ("argument 'm'", "1", "no such argument"),
                ("argument 'n'", "no such argument", "1"),
                ("argument 'to'", "'a@b.example'", "'<EMAIL>'"),
            ],
        ),
    ],
)
def test_a_test_that_fails_says_everything_that_came_out_otherwise(suite, test, differences):
    [result] = run_suite(suite(test))
    assert words(result) == differences
    assert result.verdict is Verdict.FAILED
    assert not result.verdict.good


def test_a_failure_that_was_expected_is_good(suite):
    [result] = run_suite(suite("tool: send, expect: block, xfail: not yet blocked"))
    assert result.verdict is Verdict.XFAILED
    assert result.verdict.good


def test_a_test_that_passes_against_what_it_says_is_not_good(suite):
    [result] = run_suite(suite("tool: send, expect: allow, xfail: not yet allowed"))
    assert result.verdict is Verdict.XPASSED
    assert not result.verdict.good


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (1, 1, False),
        (1, True, True),
        (1, 1.0, True),
        ("1", 1, True),
        ([1, {"a": None}], [1, {"a": None}], False),
        ([1, {"a": 0}], [1, {"a": False}], True),
        ([1], [1, 1], True),
        ({"a": 1}, {"b": 1}, True),
        ({"a": 1}, {"a": 1}, False),
    ],
)
def test_values_are_the_same_only_with_the_same_type(one, other, answer):
    assert differs(one, other) is answer


@pytest.mark.parametrize("amount", [5, 60])
def test_a_rehearsal_is_what_an_enforcer_does(suite, enforcer_for, amount):
    loaded = suite(
        f"tool: refund, arguments: {{amount: {amount}, currency: EUR, for: a@b.example}}, "
        "expect: allow",
        policy="enforcecore: 1\nname: test\n\ntools:\n  refund: "
        "{allow: {args: {amount: {at_most: 50}}}, redact: [pii]}\n",
    )
    [case] = loaded.cases
    rehearsed = rehearse(loaded.plan, case.call, case.facts)
    enforcer = enforcer_for("  refund: {allow: {args: {amount: {at_most: 50}}}, redact: [pii]}")
    try:
        with enforcer.admit(case.call) as admission:
            came_out = admission.decision, admission.arguments
            admission.returned(None)
    except PolicyViolation as blocked:
        came_out = blocked.decision, {}
    assert (rehearsed.decision, rehearsed.arguments) == came_out


def test_a_policy_that_only_observes_is_tested_by_what_it_decides(suite):
    policy = "enforcecore: 1\nmode: observe\ntools:\n  a: block\n"
    [result] = run_suite(suite("tool: a, expect: block, rule: a.block", policy=policy))
    assert result.verdict is Verdict.PASSED


def test_who_calls_in_which_session_counts(suite):
    policy = (
        "enforcecore: 1\ntools:\n"
        '  a: {when: \'"clerk" in principal.roles && session.id == "chat-7"\'}\n'
    )
    results = run_suite(
        suite(
            "tool: a, principal: {id: ada, roles: [clerk]}, session: chat-7, expect: allow",
            "tool: a, principal: {id: ada, roles: [guest]}, session: chat-7, expect: block",
            "tool: a, principal: {id: ada, roles: [clerk]}, session: chat-8, expect: block",
            policy=policy,
        )
    )
    assert [words(result) for result in results] == [[], [], []]
