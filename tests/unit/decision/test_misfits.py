from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enforcecore_core import Duties, PolicyError, ToolCall
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled
from enforcecore_core.decision.expression_typing import untold
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import Argument, Holds, MoreThan
from enforcecore_core.decision.misfits import first_misfit
from enforcecore_core.decision.plan import Clause, Entry, Plan
from enforcecore_core.policy.reading import parse_policy

SCHEMA = {
    "type": "object",
    "properties": {
        "amount": {"type": "number"},
        "order": {"type": "string"},
        "to": {"type": "array", "items": {"type": "string"}},
        "filter": {
            "type": "object",
            "properties": {"owner": {"type": "string"}},
            "additionalProperties": False,
        },
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "limit": {"type": "integer", "default": "all"},
        "untyped": {},
        "mode": {"enum": ["fast", "slow"]},
    },
    "additionalProperties": False,
}


def misfit(tools, schema=SCHEMA, tool="refund"):
    text = f"enforcecore: 1\ntools:\n{tools}\n"
    return first_misfit(parse_policy(text, file="policy.yaml"), tool, schema)


def entry(condition, name="refund"):
    return f"  {name}:\n    {condition}"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("args: {order: {more_than: 5}}", "args.order is a text, never a number"),
        ("args: {amount: '5'}", "args.amount is a number, never a text"),
        ("args: {to: {each: {at_most: 5}}}", "args.to[] is a text, never a number"),
        ("args: {to: {ends_with: '@corp.example'}}", "args.to is a list, never a text"),
        ("args: {amount: {not: {contains: x}}}", "args.amount is a number, never a text"),
        ("args: {amont: {at_most: 5}}", "the tool has no argument 'amont'"),
        ("args: {filter.ower: ada}", "args.filter has no field 'ower'"),
        ("args: {order.id: ada}", "args.order has no field 'id'"),
        (
            "when: size(args.amount) < 3",
            "args.amount is a number, never a list or a mapping or a text",
        ),
        ("when: args.order > args.amount", "args.order is a text, and args.amount is a number"),
        ("when: args.untyped == 1 || !(args.order)", "args.order is a text, never a truth value"),
    ],
)
@pytest.mark.parametrize("effect", ["allow", "block"])
def test_what_can_never_be_told_of_a_call_is_a_misfit(condition, message, effect):
    found = misfit(entry(f"{effect}:\n      {condition}"))
    consequence = {"allow": "allows no call", "block": "blocks every call"}[effect]
    assert isinstance(found, PolicyError)
    assert found.message == f"{message}, so refund.{effect} {consequence} of 'refund'"
    assert found.code == "EC-P027"


@pytest.mark.parametrize(
    "condition",
    [
        "args: {amount: {at_most: 5}, order: {starts_with: a}, to: {each: {ends_with: b}}}",
        "args: {untyped: {more_than: 5}}",
        "args: {untyped.x.y: 5}",
        "args: {note: {contains: x}}",
        "args: {note: null}",
        "args: {limit: {at_most: 5}}",
        "args: {limit: all}",
        "args: {order: {type: number}}",
        "args: {mode: turbo}",
        "args: {amont: {present: false}}",
        "when: '!has(args.amont)'",
        "when: args.amount in args.to",
        "when: principal.role == 'admin'",
        "args: {filter: {keys: {not: {starts_with: x}}}}",
        "args: {filter: {keys: {more_than: 1}}}",
        "args: {order: A}\n    other_args: block",
        "allow: always\n    block: {args: {order: {starts_with: a}}}",
    ],
)
def test_what_may_be_told_of_a_call_is_none(condition):
    assert misfit(entry(condition)) is None


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "object"},
        {"type": "object", "properties": {"order": {"type": "string"}}},
        {"type": "object", "additionalProperties": False, "allOf": [{"$ref": "#/$defs/x"}]},
        {"type": "array", "prefixItems": [{"type": "string"}]},
        {"properties": 3, "$ref": 4, "anyOf": 5},
        {"anyOf": [{"additionalProperties": False}, {"additionalProperties": True}]},
    ],
    ids=str,
)
def test_a_schema_that_does_not_rule_an_argument_out_lets_it_come(schema):
    assert misfit(entry("args: {amount: {at_most: 5}}"), schema) is None


def test_a_misfit_is_named_with_its_place_and_a_hint():
    found = misfit(
        entry("args:\n      order: A\n      amont: {at_most: 5}\n    when: args.to == 1")
    )
    assert str(found) == (
        "policy.yaml:6:7: the tool has no argument 'amont', so refund.allow allows no call of"
        " 'refund' (did you mean 'amount'?) [EC-P027]"
    )
    found = misfit(entry("args:\n      order: A\n    when: args.to == 1"))
    assert (found.line, found.column) == (6, 11)


def test_only_what_applies_to_the_tool_is_looked_at():
    other = entry("args: {order: {more_than: 5}}", "refund_all")
    assert misfit(other) is None
    assert misfit(other, tool="refund_all") is not None
    assert misfit(entry("block: {args: {order: {more_than: 5}}}", '"*"'), tool="re fund") is None


def test_a_block_by_a_glob_that_would_block_every_call_is_a_misfit():
    found = misfit(entry("allow: always\n    block: {args: {path: {under: /etc}}}", '"re*"'))
    assert "blocks every call of 'refund'" in found.message


@pytest.mark.parametrize(
    ("tools", "is_misfit"),
    [
        (entry("args: {order: {more_than: 5}}", '"re*"'), True),
        (entry("args: {path: {under: /srv}}", '"re*"'), False),
        (entry("args: {order: {more_than: 5}}", '"re*"') + "\n  refund: allow", False),
        (entry("args: {order: {more_than: 5}}", '"re*"') + "\n  refund: block", True),
    ],
    ids=["no call allowed", "of other tools", "allowed elsewhere", "allowed nowhere"],
)
def test_an_allow_by_a_glob_is_a_misfit_only_if_nothing_else_allows_the_tool(tools, is_misfit):
    assert (misfit(tools) is not None) is is_misfit


def test_what_the_parent_of_a_policy_says_is_looked_at_as_well(tmp_path):
    company = "enforcecore: 1\ntools:\n  refund: {args: {order: {more_than: 5}}}\n"
    (tmp_path / "company.yaml").write_text(company, encoding="utf-8")
    child = tmp_path / "policy.yaml"
    text = "enforcecore: 1\nextends: company.yaml\ntools:\n  refund: allow\n"
    found = first_misfit(parse_policy(text, file=str(child)), "refund", SCHEMA)
    assert (found.file, found.line) == (str(tmp_path / "company.yaml"), 3)


def test_a_plan_that_stands_in_no_file_has_misfits_without_a_place():
    clause = Clause("a.allow", (Holds(Argument(("order",)), MoreThan(5)),))
    entries = [Entry("refund", allow=(clause,))]
    plan = Plan(entries, name="made", digest="", defaults=Duties())
    found = first_misfit(plan, "refund", SCHEMA)
    assert (found.line, found.column) == (None, None)


FACTS = Facts(working_directory="/", resolve_path=str)
VALUES = {
    "amount": st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
    "order": st.text(max_size=5),
    "to": st.lists(st.text(max_size=3), max_size=3),
    "filter": st.fixed_dictionaries({}, optional={"owner": st.text(max_size=3)}),
    "note": st.none() | st.text(max_size=3),
    "limit": st.integers() | st.just("all"),
    "untyped": st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()),
    "mode": st.sampled_from(["fast", "slow"]),
}
TERMS = [*(f"args.{name}" for name in VALUES), "args.filter.owner", "args.filter.x", "args.none"]
TERM = st.sampled_from(TERMS)
LITERAL = st.sampled_from(["1", "'a'", "true", "null"])
ATOM = st.one_of(
    st.builds("{} == {}".format, TERM, LITERAL | TERM),
    st.builds("{} < {}".format, TERM, st.sampled_from(["1", "'a'"]) | TERM),
    st.builds("{} in {}".format, TERM, st.sampled_from(["[1, 2]", "['a', null]"]) | TERM),
    st.builds("{}.contains('a')".format, TERM),
    st.builds("size({}) > 1".format, TERM),
    st.builds("has({})".format, TERM),
    TERM,
)
EXPRESSION = st.one_of(
    ATOM, st.builds("!({})".format, ATOM), st.builds("({}) || ({})".format, ATOM, ATOM)
)


@given(EXPRESSION, st.fixed_dictionaries({}, optional=VALUES))
@example("args.amount in args.to", {"amount": 1, "to": []})
@example("has(args.none)", {})
def test_a_misfit_is_an_error_on_every_call_that_fits_the_schema(expression, arguments):
    plan = parse_policy(
        f'enforcecore: 1\ntools: {{refund: {{when: "{expression}"}}}}\n', file="policy.yaml"
    )
    [formula] = plan.entries[0].allow[0].formulas
    if untold(formula, SCHEMA):
        with pytest.raises(ConditionError):
            compiled(formula)(ToolCall("refund", arguments), FACTS)
