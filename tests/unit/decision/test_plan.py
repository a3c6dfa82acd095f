import time

from enforcecore_core.calls import Duties, ToolCall
from enforcecore_core.decision import Facts, Plan, decide
from enforcecore_core.decision.plan import Clause, Entry

FACTS = Facts(working_directory="/", resolve_path=lambda path: path)


def plan_of(*entries):
    return Plan(entries, name="test", digest="0" * 64, defaults=Duties())


def test_rules_are_looked_up_once_for_a_name():
    plan = plan_of(Entry("a", allow=(Clause("a.allow"),)))
    assert plan.rules_for("a") is plan.rules_for("a")


def test_entries_apply_in_the_order_of_the_policy():
    plan = plan_of(*(Entry(pattern) for pattern in ("s*", "send", "*", "other", "se*")))
    assert plan.rules_for("send").entries == ("s*", "send", "*", "se*")


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
