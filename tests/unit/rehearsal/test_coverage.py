from enforcecore_core.rehearsal.coverage import measured
from enforcecore_core.rehearsal.running import run_suite


def coverage_of(suite):
    return measured(suite.plan, run_suite(suite))


def unmet(suite):
    return [part.name for part in coverage_of(suite).unmet]


SMALL = "tool: refund, arguments: {amount: 5, currency: EUR, order: '1'}, expect: allow"
GIFT = "tool: refund, arguments: {amount: 60, currency: EUR, order: GIFT-1}, expect: allow"
DOLLARS = "tool: refund, arguments: {amount: 5, currency: USD, order: GIFT-1}, expect: block"
SEND = "tool: send, expect: allow"
READ = "tool: read, arguments: {path: files/a}, expect: allow"
EVERYTHING = [SMALL, GIFT, DOLLARS, SEND, READ, "tool: x1, expect: block"]


def test_a_policy_whose_every_clause_is_matched_is_met(suite):
    coverage = coverage_of(suite(*EVERYTHING))
    assert coverage.unmet == []
    assert coverage.percent == 100
    assert (len(coverage.rules), len(coverage.clauses), len(coverage.parts)) == (5, 5, 7)


def test_what_no_test_met_is_named_with_its_place(suite, tmp_path):
    parts = coverage_of(suite(SMALL, SEND)).unmet
    assert [(part.name, part.place.line) for part in parts] == [
        ("gifts", 7),
        ("euros", 9),
        ("read.allow", 13),
        ("x*", 17),
    ]
    assert {part.place.file for part in parts} == {str(tmp_path / "policy.yaml")}


def test_an_allow_clause_is_not_met_by_a_call_that_is_blocked(suite):
    assert {"small", "gifts"} <= set(unmet(suite(DOLLARS)))
    assert "euros" not in unmet(suite(DOLLARS))


def test_a_clause_that_errs_is_not_met(suite):
    missing = "tool: refund, arguments: {amount: 5}, expect: block"
    assert {"small", "gifts", "euros"} <= set(unmet(suite(missing)))


def test_a_rule_without_clauses_is_met_by_a_call_of_its_tools(suite):
    assert "s*" not in unmet(suite(SEND))
    assert "s*" in unmet(suite(READ))


def test_tests_that_fail_meet_nothing(suite):
    failing = SEND.replace("allow", "block")
    for test in [failing, f"{failing}, xfail: later", f"{SEND}, xfail: later"]:
        assert "send.allow" in unmet(suite(test))


def test_a_percentage_is_never_rounded_up(suite):
    assert coverage_of(suite(*EVERYTHING[:2])).percent == 28.5


def test_what_a_policy_extends_is_left_to_tests_of_its_own(suite, tmp_path):
    (tmp_path / "parent.yaml").write_text("enforcecore: 1\ntools:\n  a: allow\n  b: allow\n")
    child = "enforcecore: 1\nextends: parent.yaml\ntools:\n  a: {args: {x: 1}}\n"
    loaded = suite("tool: a, arguments: {x: 1}, expect: allow", policy=child)
    assert unmet(loaded) == []
