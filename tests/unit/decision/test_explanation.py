from __future__ import annotations

import json
import os
import re

import pytest

from enforcecore_core import Effect, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.decision.explanation import Verdict, explain
from enforcecore_core.policy import load_policy, parse_policy
from enforcecore_core.redaction import NotInspectable

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
    assert [miss.sentence for miss in explanation.near_misses] == [
        "would be allowed if args.amount were at most 50 (refund.allow.1)",
        'would be allowed if args.order started with "TEST-" (test-orders)',
    ]
    assert explanation.near_misses[0].changes == ("args.amount were at most 50",)


def test_a_block_is_explained_by_the_clause_that_fired():
    explanation = explained("refund", amount=20, currency="XMR")
    assert explanation.because == (
        "blocked by refund.block.1, because args.currency is not one of EUR, USD and is given",
    )
    assert [miss.sentence for miss in explanation.near_misses] == [
        "would be allowed if args.currency were one of EUR, USD"
    ]


def test_what_decided_is_named_with_its_place():
    explanation = explained("refund", amount=20, currency="XMR")
    assert explanation.deciding.rule == "refund.block.1"
    assert explanation.place == ("policy.yaml", 10, 9)
    assert "blocked by refund.block.1 at policy.yaml:10:9: We refund in" in explanation.text()
    assert explained("refund", amount=60, currency="EUR", order="A", note="n").place is None


def test_an_unknown_tool_is_told_apart_from_one_that_is_nearly_known():
    assert explained("refunds").because == ("the policy has an entry for refund, not for refunds",)
    assert explained("xyzzy").because == ()


def test_a_tool_that_no_arguments_make_allowed_has_no_near_miss():
    explanation = explained("glob_x")
    assert explanation.because == (
        "blocked by glob_*.block, which blocks every call",
        "no clause of the policy could allow glob_x, whatever its arguments",
    )
    assert explanation.near_misses == ()


def test_an_error_is_explained():
    explanation = explained("refund", amount="20", currency="EUR", order=5, note="n")
    errors = [f.error for c in explanation.clauses for f in c.formulas if f.error]
    assert any("expected a number" in error for error in errors)
    assert explanation.near_misses[1].sentence == (
        "would be allowed if args.amount were more than 0 and were at most 50 (refund.allow.1); "
        "argument 'amount': more_than: expected a number, found a text; "
        "argument 'amount': at_most: expected a number, found a text"
    )


def test_an_allowed_call_has_no_near_miss():
    assert explained("search", q="x").near_misses == ()


def test_values_are_shown_only_when_they_are_asked_for():
    arguments = {"amount": 60, "currency": "EUR", "order": "hush-hush", "note": "n"}
    assert "hush" not in explained("refund", **arguments).text()
    assert "hush" not in json.dumps(explained("refund", **arguments).as_json())
    assert "a text of 9 characters" in explained("refund", **arguments).text()
    assert '"hush-hush"' in explained("refund", values=True, **arguments).text()


def test_values_are_shown_as_a_function_shows_them():
    arguments = {"amount": 60, "currency": "EUR", "order": "hush", "note": "n"}
    shown = explained("refund", values=lambda value: f"<{len(str(value))}>", **arguments).text()
    assert "hush" not in shown
    assert '(saw "<4>")' in shown


def test_a_value_that_the_function_refuses_is_not_shown():
    def refuse(value):
        raise NotInspectable(type(value).__name__)

    text = explained("refund", values=refuse, amount=60, currency="EUR", order="hush").text()
    assert "hush" not in text
    assert "(saw a text of 4 characters)" in text


def test_a_value_is_escaped_and_cut():
    text = explained("refund", values=True, order="\x1b[2J\u202e" + "x" * 500, note="n").text()
    assert r'"\x1b[2J\u202ex' in text
    assert "x" * 201 not in text


def seen(explanation, name):
    formulas = [one for clause in explanation.clauses for one in clause.formulas]
    return [one.seen[name] for one in formulas if name in one.seen]


def test_the_items_at_fault_are_named():
    several = explained("deep", b=["/etc", "/srv/x", 5, "/", "/a", "/b"])
    assert seen(several, "args.b") == ["a list of 6 items, not item 1, 3, 4 and 2 more"]
    three = explained("deep", b=["/etc", "/srv/x", 5, "/"])
    assert seen(three, "args.b") == ["a list of 4 items, not item 1, 3, 4"]
    assert seen(explained("deep", b=["/srv/x", "/"]), "args.b") == ["a list of 2 items, not item 2"]
    assert seen(explained("deep", b=["/srv/x"]), "args.b") == ["a list of 1 item"]
    assert seen(explained("deep", b="/srv"), "args.b") == ["a text of 4 characters"]


def test_other_arguments_are_counted_and_named_as_values_are():
    arguments = {"a": 1, "hush": 1}
    assert seen(explained("deep", **arguments), "the call") == ["1 other argument"]
    named = seen(explained("deep", values=True, **arguments), "the call")
    assert named == ['1 other argument: "hush"']


def test_a_step_into_what_is_no_mapping_is_told():
    plan = parse_policy("enforcecore: 1\ntools: {t: {args: {a.b: 1}}}", file="p.yaml")
    text = explain(plan, ToolCall("t", {"a": 5}), FACTS).text()
    assert "args.a.b is 1 (saw nothing within reach): argument 'a.b': expected a mapping" in text


def test_parts_of_alternatives_are_explained_one_by_one():
    (clause,) = explained("who", principal={"role": "boss"}, x="abc", n=4).clauses
    (formula,) = clause.formulas
    assert [part.verdict for part in formula.parts] == [Verdict.FAILS, Verdict.FAILS]
    assert [part.verdict for part in formula.parts[1].parts] == [Verdict.HOLDS, Verdict.FAILS]


def test_lines_are_wrapped_at_100_characters():
    lines = explained("deep", a="x", b=["/etc"], c={"z": 1}, d="A", f=3, g=1).text().split("\n")
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("tool", ["bad name", "\x1b", 5])
def test_what_is_no_tool_name_is_explained_without_clauses(tool):
    explanation = explain(PLAN, ToolCall(tool, {}), FACTS)
    assert explanation.clauses == ()
    assert "\x1b" not in explanation.text()


def test_what_a_principal_is_can_be_seen():
    explanation = explained("who", principal={"role": "clerk"}, x="abc", n=1)
    assert explanation.decision.effect is Effect.ALLOW
    assert "principal.role is clerk" in explanation.text() or '"clerk"' in explanation.text()


def near_misses(entry, **arguments):
    plan = parse_policy(f"enforcecore: 1\ntools:\n  t: {entry}\n", file="p.yaml")
    explanation = explain(plan, ToolCall("t", arguments), FACTS)
    return [miss.sentence for miss in explanation.near_misses]


def test_what_has_to_stay_as_it_is_is_named():
    entry = "{args: {a: {more_than: 1}}, block: {args: {a: {at_most: 5}, b: 1}}}"
    (miss,) = near_misses(entry, a=3, b=1)
    assert miss == (
        "would be allowed if args.a were more than 5 or args.b were not 1, "
        "as long as args.a is more than 1"
    )


def test_a_block_that_a_change_may_run_into_is_named():
    entry = "{args: {a: {more_than: 5}}, block: {args: {a: {at_least: 9}}, id: too-much}}"
    assert near_misses(entry, a=3) == [
        "would be allowed if args.a were more than 5 (t.allow), unless too-much then blocks it"
    ]


def test_there_is_no_way_where_a_block_asks_for_what_the_allow_needs():
    assert near_misses("{args: {a: 1}, block: {args: {a: 1}}}", a=1) == []
    assert near_misses("{args: {a: 1}, block: {args: {a: 1}}}", a=2) != []


def test_leaving_out_a_value_is_no_way_where_a_rule_reads_it():
    entry = "{allow: {args: {a: {present: false}, a.b: 1}}}"
    assert near_misses(entry, a={"b": 1}) == []


def test_ways_of_many_changes_are_named_only_when_there_is_no_shorter_one():
    entry = "{allow: [{args: {a: 1}}, {args: {b: 1, c: 1, d: 1}}]}"
    assert near_misses(entry, a=2, b=2, c=2, d=2) == [
        "would be allowed if args.a were 1 (t.allow.1)"
    ]
    entry = "{allow: [{args: {b: 1, c: 1, d: 1}}]}"
    assert near_misses(entry, b=2, c=2, d=2) == [
        "would be allowed if args.b were 1 and args.c were 1 and args.d were 1 (t.allow.1)"
    ]


def test_leaving_out_a_value_is_no_way_where_one_of_several_alternatives_reads_it():
    entry = "{allow: {args: {a: {present: false}}}, block: {when: args.a == 1 || args.a == 2}}"
    assert near_misses(entry, a=3) == []


def test_what_is_denied_has_to_be_otherwise():
    assert near_misses("{when: '!(args.a == 1)'}", a=1) == [
        "would be allowed if args.a were not 1 (t.allow)"
    ]


def test_of_alternatives_that_need_several_changes_the_first_is_named_whole():
    entry = "{when: (args.a == 1 && args.b == 1) || (args.c == 1 && args.d == 1)}"
    assert near_misses(entry, a=2, b=2, c=2, d=2) == [
        "would be allowed if args.a were 1 and args.b were 1 (t.allow)"
    ]


def test_leaving_out_a_value_is_a_way_where_no_other_alternative_reads_it():
    assert near_misses("{when: '!has(args.a) || args.b == 1'}", a=1, b=2) == [
        "would be allowed if args.a were not given or args.b were 1 (t.allow)"
    ]
    assert near_misses("{when: '!has(args.a) || args.a == 1'}", a=2) == [
        "would be allowed if args.a were 1 (t.allow)"
    ]


def test_alternatives_that_cannot_be_told_have_to_be_told():
    entry = "{when: args.a > 5 || args.b > 5}"
    assert near_misses(entry, b=1) == [
        "would be allowed if args.a were more than 5 (t.allow); argument 'a' is missing"
    ]
    (miss,) = near_misses(entry)
    assert miss.startswith("would be allowed if args.a were more than 5 or args.b were more than 5")


def test_each_policy_that_has_a_say_is_in_a_way_to_be_allowed(tmp_path):
    entries = {"top": "{args: {a: 1}}", "middle": "{args: {b: {less_than: 5}}}"}
    (tmp_path / "top.yaml").write_text(f"enforcecore: 1\ntools:\n  t: {entries['top']}\n")
    (tmp_path / "middle.yaml").write_text(
        f"enforcecore: 1\nextends: top.yaml\ntools:\n  t: {entries['middle']}\n"
    )
    path = tmp_path / "policy.yaml"
    path.write_text(
        "enforcecore: 1\nextends: middle.yaml\ntools:\n"
        "  t: {allow: [{args: {c: 1}}, {args: {d: 1}}]}\n"
    )
    call = ToolCall("t", {"a": 1, "b": 1, "c": 2, "d": 2})
    misses = explain(load_policy(path), call, FACTS).near_misses
    above = ("middle.yaml#t.allow", "top.yaml#t.allow")
    assert [miss.rules for miss in misses] == [("t.allow.1", *above), ("t.allow.2", *above)]


def test_a_denied_condition_is_explained_by_what_it_denies():
    plan = parse_policy(
        "enforcecore: 1\ntools: {t: {args: {a: {not: {all_of: [{min_length: 2}, {like: x*}]}}}}}",
        file="p.yaml",
    )
    (clause,) = explain(plan, ToolCall("t", {"a": "xy"}), FACTS).clauses
    (formula,) = clause.formulas
    (denied,) = formula.parts
    assert [part.verdict for part in denied.parts] == [Verdict.HOLDS, Verdict.HOLDS]
    assert formula.seen == {}


def test_of_a_constant_in_a_list_of_the_call_the_list_alone_is_seen():
    plan = parse_policy("enforcecore: 1\ntools: {t: {when: \"'x' in args.a\"}}", file="p.yaml")
    (clause,) = explain(plan, ToolCall("t", {"a": ["y"]}), FACTS).clauses
    assert clause.formulas[0].seen == {"args.a": "a list of 1 item"}


def text_of(entry, **arguments):
    plan = parse_policy(f"enforcecore: 1\ntools:\n  t: {entry}\n", file="p.yaml")
    return explain(plan, ToolCall("t", arguments), FACTS).text()


def test_an_explanation_of_alternatives_reads_like_this():
    entry = "{when: (args.a == 1 || !(args.b == 2 && args.c == 3)) && args.d < args.e}"
    assert text_of(entry, a=2, b=2, c=3, d=1, e=1) == (
        "1 clause applies to t\n"
        "  allow t.allow: does not hold  p.yaml:3:3\n"
        "    does not hold   args.a is 1 or (args.b is not 2 or args.c is not 3)\n"
        "      does not hold   args.a is 1 (saw a number)\n"
        "      does not hold   args.b is not 2 or args.c is not 3\n"
        "        holds           args.b is 2 (saw a number)\n"
        "        holds           args.c is 3 (saw a number)\n"
        "    does not hold   args.d is less than args.e (saw args.d: a number; args.e: a number)\n"
        "blocked by default: no clause of the policy allows this call [EC-NO-ALLOW]\n"
        "would be allowed if (args.a were 1 or (args.b were not 2 or args.c were not 3)) and args.d"
        " were less\n    than args.e (t.allow)"
    )


def test_an_explanation_of_two_rules_reads_like_this():
    assert text_of("{allow: always, block: {args: {a: 1}}}", a=1) == (
        "2 clauses apply to t\n"
        "  block t.block: holds  p.yaml:3:22  <- decides\n"
        "    holds           args.a is 1 (saw a number)\n"
        "  allow t.allow: holds  p.yaml:3:14\n"
        "blocked by t.block at p.yaml:3:22: t.block blocks it [EC-BLOCK-RULE]\n"
        "blocked by t.block, because args.a is 1\n"
        "would be allowed if args.a were not 1"
    )


def test_a_line_of_100_characters_is_whole_and_one_of_101_is_not():
    lines = text_of(f"{{args: {{a: {'x' * 40}}}}}", a="y").split("\n")
    assert len(lines[2]) == 100
    lines = text_of(f"{{args: {{a: {'x' * 41}}}}}", a="y").split("\n")
    assert lines[3] == "        character)"


def test_words_are_never_broken():
    word = "-".join(["word"] * 39)
    assert word in text_of(f"{{args: {{a: [{word}, {'x' * 120}]}}}}", a="y")


def test_a_line_has_at_most_2000_characters_before_it_is_wrapped():
    words = ", ".join(f"'{n} {'x' * 196}'" for n in range(10, 22))
    whole = re.sub(r"\n +", " ", text_of(f"{{args: {{a: [{words}]}}}}", a="y"))
    (cut,) = re.findall(r"does not hold   args.a is one of .*…", whole)
    assert len("    " + cut) == 2000


def test_of_several_names_nearly_like_it_two_are_named():
    plan = parse_policy("enforcecore: 1\ntools: {ta: allow, tb: allow, tc: allow}", file="p.yaml")
    assert explain(plan, ToolCall("t", {}), FACTS).because == (
        "the policy has an entry for tc or tb, not for t",
    )


def test_one_clause_is_marked_as_the_one_that_decides():
    for tool, arguments in CALLS:
        explanation = explained(tool, **arguments)
        marks = explanation.text().count("<- decides")
        assert marks == (explanation.decision.rule != "default")
        decides = [one["rule"] for one in explanation.as_json()["clauses"] if one["decides"]]
        assert decides == [explanation.decision.rule] * marks


def test_the_error_that_decides_is_told_from_one_that_changes_nothing(tmp_path):
    (tmp_path / "parent.yaml").write_text("enforcecore: 1\ntools: {t: {args: {c: 1}}}\n")
    path = tmp_path / "policy.yaml"
    path.write_text(
        "enforcecore: 1\nextends: parent.yaml\ntools:\n"
        "  t: {allow: [{args: {a: 1}}, {args: {b: 1}}]}\n"
    )
    explanation = explain(load_policy(path), ToolCall("t", {"a": "x", "b": 1, "c": "x"}), FACTS)
    assert explanation.clauses[0].verdict is Verdict.ERROR
    assert explanation.deciding is explanation.clauses[2]
    assert explanation.deciding.rule == "parent.yaml#t.allow"
