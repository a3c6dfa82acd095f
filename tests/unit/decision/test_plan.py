import time

import pytest

from enforcecore_core.calls import Duties, ToolCall
from enforcecore_core.decision import Facts, Plan, decide
from enforcecore_core.decision.language import Argument, AtMost, Holds
from enforcecore_core.decision.plan import LONGEST_TOOL_NAME, Clause, Entry, is_tool_name

FACTS = Facts(working_directory="/", resolve_path=lambda path: path)


def plan_of(*entries):
    return Plan(entries, name="test", digest="0" * 64, defaults=Duties())


def test_rules_are_looked_up_once_for_a_name():
    plan = plan_of(Entry("a", allow=(Clause("a.allow"),)))
    assert plan.rules_for("a") is plan.rules_for("a")


def test_entries_apply_in_the_order_of_the_policy():
    plan = plan_of(*(Entry(pattern) for pattern in ("s*", "send", "*", "other", "se*")))
    assert plan.rules_for("send").entries == ("s*", "send", "*", "se*")


def test_an_entry_applies_once_to_the_name_that_is_all_of_its_beginning():
    plan = plan_of(Entry("send*"), Entry("send"))
    assert plan.rules_for("send").entries == ("send*", "send")


def test_a_plan_enforces_unless_it_is_to_observe():
    assert plan_of(Entry("a")).observes is False


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a" * LONGEST_TOOL_NAME, True),
        ("a" * 256, True),
        ("a" * 257, False),
        ("", False),
        ("a b", False),
        ("a\n", False),
        ("\u0430", False),
        (b"a", False),
    ],
    ids=repr,
)
def test_a_name_is_made_of_up_to_256_plain_signs(name, expected):
    assert is_tool_name(name) is expected


def test_clauses_that_say_the_same_are_equal_and_show_what_they_say():
    formula = Holds(Argument(("x",)), AtMost(5))
    assert Clause("a", (formula,)) == Clause("a", (formula,))
    assert Clause("a", (formula,)) != Clause("a")
    assert "holds=" not in repr(Clause("a"))


def test_rules_of_names_long_unused_are_forgotten():
    plan = plan_of(Entry("a"))
    first = plan.rules_for("invented")
    for number in range(10_000):
        plan.rules_for(f"invented_{number}")
    assert plan.rules_for("invented") == first
    assert plan.rules_for("invented") is not first


def fastest(plan, call):
    def once():
        start = time.perf_counter()
        for _ in range(500):
            decide(plan, call, FACTS)
        return time.perf_counter() - start

    return min(once() for _ in range(7))


def test_ten_thousand_entries_decide_as_fast_as_ten():
    def entries(count):
        named = [Entry(f"tool_{n}", allow=(Clause(f"tool_{n}.allow"),)) for n in range(count)]
        return [*named, *(Entry(f"glob_{n}_*") for n in range(count))]

    call = ToolCall("tool_7", {})
    few, many = plan_of(*entries(10)), plan_of(*entries(10_000))
    assert fastest(many, call) < 3 * fastest(few, call)


def test_a_plan_shows_its_name_and_the_beginning_of_its_digest():
    assert repr(plan_of(Entry("a"))) == "Plan(name='test', digest='000000000000'...)"
