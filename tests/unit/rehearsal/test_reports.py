from xml.etree import ElementTree as ET

import pytest

from enforcecore_core.rehearsal.reports import as_data, as_junit, complaint, report
from enforcecore_core.rehearsal.running import Verdict, run_suite

ALL_VERDICTS = (
    "tool: send, expect: allow",
    "tool: send, expect: block",
    "tool: send, expect: block, xfail: later",
    "tool: send, expect: allow, xfail: later",
)


@pytest.fixture
def whole(suite, tmp_path):
    suite(*ALL_VERDICTS)
    (tmp_path / "broken_policy_test.yaml").write_text("policy: policy.yaml\n")
    return report([str(tmp_path)])


def test_a_file_that_does_not_load_keeps_no_other_from_running(whole):
    assert [one.error.code for one in whole.unread] == ["EC-P005"]
    assert dict(whole.verdicts) == dict.fromkeys(Verdict, 1)


def test_the_tests_of_several_files_cover_one_policy_together(suite, tmp_path):
    suite("tool: send, expect: allow")
    suite(
        "tool: read, arguments: {path: files/a}, expect: allow",
        name="more_policy_test.yaml",
    )
    [one] = report([str(tmp_path)]).coverage
    assert sum(part.met for part in one.coverage.clauses) == 2


def test_only_tests_of_a_name_are_run(suite, tmp_path):
    suite(*ALL_VERDICTS)
    assert sum(report([str(tmp_path)], only="* 2").verdicts.values()) == 1


def test_a_complaint_says_what_differs_and_where_the_rule_stands(suite, tmp_path):
    loaded = suite("tool: send, expect: block, rule: euros")
    [result] = run_suite(loaded)
    assert complaint(loaded.plan, result) == [
        "effect: expected block, got allow",
        "rule: expected euros, got send.allow",
        f"why: send.allow ({tmp_path}/policy.yaml:11) [EC-ALLOWED]: send.allow allows it",
    ]


def test_a_complaint_about_a_rule_of_the_engine_has_no_place(suite):
    loaded = suite("tool: pay, expect: allow")
    [result] = run_suite(loaded)
    assert complaint(loaded.plan, result)[-1].startswith("why: default [EC-NO-RULE]: ")


def test_a_complaint_about_an_unexpected_pass_says_what_to_do(suite):
    loaded = suite("tool: send, expect: allow, xfail: nobody has time")
    [result] = run_suite(loaded)
    assert "nobody has time (take 'xfail' out" in complaint(loaded.plan, result)[0]


def test_the_report_as_data_holds_all_of_it(whole):
    data = as_data(whole)
    assert data["counts"] == {"passed": 1, "failed": 1, "xfailed": 1, "xpassed": 1}
    assert [test["verdict"] for test in data["tests"]] == ["passed", "failed", "xfailed", "xpassed"]
    assert data["tests"][1]["differences"] == [
        {"what": "effect", "expected": "block", "got": "allow"}
    ]
    assert data["tests"][0]["rule"] == "send.allow"
    assert data["unread"][0]["code"] == "EC-P005"
    [coverage] = data["coverage"]
    assert coverage["rules"] == {"met": 2, "all": 5}
    assert coverage["clauses"] == {"met": 1, "all": 5}
    assert coverage["percent"] == 28.5
    assert coverage["unmet"][0]["rule"] == "small"
    assert coverage["unmet"][0]["line"] == 6


def test_the_report_as_junit_counts_as_others_do(whole):
    root = ET.fromstring(as_junit(whole))
    [ran, unread] = root
    assert (ran.get("tests"), ran.get("failures"), ran.get("errors")) == ("4", "2", "0")
    assert [[child.tag for child in case] for case in ran] == [
        [],
        ["failure"],
        ["skipped"],
        ["failure"],
    ]
    assert "expected block, got allow" in ran[1][0].text
    assert unread.get("errors") == "1"
    assert "EC-P005" in unread[0][0].get("message")


def test_names_that_xml_cannot_hold_are_written_all_the_same(suite, tmp_path):
    suite("tool: send, expect: allow")
    path = tmp_path / "policy_test.yaml"
    path.write_text(path.read_text().replace("test 1", '"<\\x00\\x1b & \\uffff>"'))
    [[case]] = ET.fromstring(as_junit(report([str(path)])))
    assert case.get("name") == "<\ufffd\ufffd & \ufffd>"
