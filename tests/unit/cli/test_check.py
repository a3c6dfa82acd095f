import json
from pathlib import Path

import pytest

from enforcecore_core.cli import main

POLICY = """
enforcecore: 1
name: shop
tools:
  look: allow
  refund:
    allow:
      - id: small
        args: {amount: {more_than: 0, at_most: 50}}
    block:
      - id: currency
        args: {currency: {not_in: [EUR, USD]}}
        reason: Euros and dollars only.
  send:
    args: {body: {max_length: 99}}
    redact: [pii]
    timeout: 5s
    max_result_size: 1KiB
  read:
    args: {path: {under: files}}
  mine:
    when: principal.id == "ann" && session.id == "s1"
"""
REFUND = ["refund", "currency=EUR"]


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    """Ask about one call under the policy above; return the exit code and both outputs."""
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text(POLICY, "utf-8")

    def ask(*words, policy="p.yaml"):
        code = main(["check", policy, *words])
        out, err = capsys.readouterr()
        return code, out, err

    return ask


@pytest.mark.parametrize(
    ("words", "code", "first"),
    [
        (["look"], 0, "ALLOW  EC-ALLOWED  look: look.allow allows it"),
        ([*REFUND, "amount=50"], 0, "ALLOW  EC-ALLOWED  refund: small allows it"),
        ([*REFUND, "amount=60"], 1, "BLOCK  EC-NO-ALLOW  refund: no clause of the policy"),
        ([*REFUND, 'amount="50"'], 1, "BLOCK  EC-CONDITION-ERROR  refund: argument 'amount'"),
        (["refund", "currency=GBP", "amount=1"], 1, "BLOCK  EC-BLOCK-RULE  refund: Euros and"),
        (["unknown"], 1, "BLOCK  EC-NO-RULE  unknown: no entry"),
        (["a b"], 1, "BLOCK  EC-TOOL-NAME  a b: "),
        (["read", "path=files/../secret"], 1, "BLOCK  EC-NO-ALLOW  read: "),
        (["read", "path=files/a"], 0, "ALLOW  EC-ALLOWED  read: "),
        (["mine"], 1, "BLOCK  EC-CONDITION-ERROR  mine: "),
        (["mine", "--principal", "ann", "--session", "s1"], 0, "ALLOW"),
        (["mine", "--principal", '{"id": "ann"}', "--session", "s1"], 0, "ALLOW"),
        (["mine", "--principal", '{"id": "bob"}', "--session", "s1"], 1, "BLOCK"),
        (["refund", "--args-json", '{"amount": 5, "currency": "EUR"}'], 0, "ALLOW"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_exit_code_is_the_decision(check, words, code, first):
    answered, out, err = check(*words)
    assert (answered, err) == (code, "")
    assert out.startswith(first)


def test_an_answer_names_the_clause_and_its_place_and_the_policy(check):
    _, out, _ = check("refund", "currency=GBP", "amount=1")
    assert "  rule               currency (p.yaml:11)\n" in out
    assert "  policy             shop (" in out


def test_an_answer_says_what_would_be_done_to_an_allowed_call(check):
    _, out, _ = check("send", "body=to ada@example.org")
    assert "  would be redacted  EMAIL (1)\n" in out
    assert "  in its result      pii, secrets\n" in out
    assert "  timeout            5 s\n" in out
    assert "  largest result     1024 bytes\n" in out
    assert "ada@" not in out


def test_a_policy_that_only_observes_says_so(check):
    Path("o.yaml").write_text("enforcecore: 1\nmode: observe\ntools: {a: block}\n", "utf-8")
    code, out, _ = check("a", policy="o.yaml")
    assert code == 1
    assert "  mode               observe: this policy lets run what it blocks\n" in out
    assert json.loads(check("a", "--json", policy="o.yaml")[1])["mode"] == "observe"


def test_an_answer_in_json_has_all_of_it(check):
    code, out, _ = check("send", "body=to ada@example.org", "--json")
    answer = json.loads(out)
    assert code == 0
    assert len(answer["policy"].pop("sha256")) == 64
    assert answer == {
        "format": 1,
        "tool": "send",
        "effect": "allow",
        "code": "EC-ALLOWED",
        "rule": "send.allow",
        "reason": "send.allow allows it",
        "place": {"file": "p.yaml", "line": 14, "column": 3},
        "policy": {"name": "shop"},
        "mode": "enforce",
        "duties": {
            "redact_arguments": ["pii", "secrets"],
            "redact_results": ["pii", "secrets"],
            "timeout": 5.0,
            "max_result_size": 1024,
            "audit": None,
        },
        "redactions": {"EMAIL": 1},
    }


def test_a_default_decision_stands_nowhere(check):
    answer = json.loads(check(*REFUND, "amount=60", "--json")[1])
    assert (answer["rule"], answer["place"]) == ("default", None)


def test_a_policy_that_does_not_load_cannot_be_asked(check):
    Path("bad.yaml").write_text("enforcecore: 1\ntools: {a: {alow: always}}\n", "utf-8")
    code, out, err = check("a", policy="bad.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("error: bad.yaml:2:13: unknown key 'alow' (did you mean 'allow'?)")
    assert check("a", policy="none.yaml")[0] == 2


def test_arguments_that_cannot_be_read_cannot_be_asked_about(check):
    assert check("look", "amount")[0] == 2
    assert check("look", "--args-json", "[]")[0] == 2
    assert check("look", "--principal", "{")[0] == 2


def test_an_explanation_says_what_each_condition_saw_and_what_was_missing(check):
    code, out, _ = check(*REFUND, "amount=60", "--explain")
    assert code == 1
    assert "args.amount is at most 50 (saw a number)" in out
    assert "would be allowed if args.amount were at most 50 (small)" in out
    assert "60" not in out.partition("\n\n")[2].partition("\n\n")[2]


def test_an_explanation_shows_values_on_request_and_escaped(check):
    out = check("refund", "amount=60", "currency=\x1bS3CRET", "--explain", "--values")[1]
    assert "(saw 60)" in out
    assert r"\x1bS3CRET" in out
    assert "S3CRET" not in check("refund", "amount=60", "currency=S3CRET", "--explain")[1]


def test_an_explanation_is_part_of_the_answer_in_json(check):
    explanation = json.loads(check(*REFUND, "amount=60", "--explain", "--json")[1])["explanation"]
    assert [clause["rule"] for clause in explanation["clauses"]] == ["currency", "small"]
    assert [one["changes"] for one in explanation["near_misses"]] == [
        ["args.amount were at most 50"]
    ]


def test_an_explanation_redacts_values_unless_it_is_told_not_to(check):
    question = ["refund", "amount=60", "currency=ann@corp.example", "--explain", "--values"]
    assert "ann@corp.example" not in check(*question)[1]
    assert "ann@corp.example" in check(*question, "--unredacted")[1]
    assert check(*question[:-1], "--unredacted")[0] == 2


def test_values_are_shown_only_in_an_explanation(check):
    code, _, err = check("look", "--values")
    assert code == 2
    assert "add --explain" in err


def test_nothing_is_recorded(check, tmp_path):
    check("look")
    assert [path.name for path in tmp_path.iterdir()] == ["p.yaml"]
