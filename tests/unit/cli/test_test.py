import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from enforcecore_core.cli import main

EXAMPLES = Path(__file__).parents[3] / "examples"

POLICY = "enforcecore: 1\ntools:\n  a: allow\n  b: {args: {x: 1}}\n"
PASSES = "tool: a, expect: allow"
FAILS = "tool: a, expect: block"
MEETS_B = "tool: b, arguments: {x: 1}, expect: allow"


@pytest.fixture
def tests(tmp_path, monkeypatch):
    """Write tests of the policy above, one mapping in YAML for each."""
    monkeypatch.chdir(tmp_path)
    Path("policy.yaml").write_text(POLICY)

    def write(*tests, name="policy_test.yaml"):
        lines = [f"  - {{name: test {n}, {test}}}\n" for n, test in enumerate(tests, start=1)]
        Path(name).write_text("policy: policy.yaml\ntests:\n" + "".join(lines))

    return write


@pytest.mark.parametrize(
    ("written", "arguments", "code"),
    [
        ([PASSES], [], 0),
        ([PASSES, FAILS], [], 1),
        ([PASSES, f"{FAILS}, xfail: later"], [], 0),
        ([f"{PASSES}, xfail: later"], [], 1),
        ([PASSES, FAILS], ["--run", "test 1"], 0),
        ([PASSES], ["--run", "other"], 2),
        ([PASSES], ["--fail-under", "50"], 0),
        ([PASSES], ["--fail-under", "50.1"], 1),
        ([PASSES, MEETS_B], ["--fail-under", "100"], 0),
        ([PASSES], ["--fail-under", "101"], 2),
        ([PASSES], ["--fail-under", "nan"], 2),
        ([PASSES], ["--strict"], 3),
        ([PASSES, MEETS_B], ["--strict"], 0),
        ([PASSES, FAILS], ["--strict"], 1),
        ([PASSES], ["--strict", "--fail-under", "100"], 1),
        ([PASSES], ["--coverage"], 0),
        ([PASSES], ["nowhere.yaml"], 2),
        ([PASSES, FAILS], ["policy_test.yaml", "nowhere.yaml"], 2),
        ([PASSES], ["policy.yaml"], 2),
        ([PASSES], ["--json", "--junit", "x.xml"], 2),
        ([PASSES], ["--junit", "no/such/directory.xml"], 2),
        (["tool: a, expect: maybe"], [], 2),
    ],
)
def test_the_exit_code_is_the_answer(tests, written, arguments, code, capsys):
    tests(*written)
    assert main(["test", *arguments]) == code


def test_no_tests_at_all_are_no_success(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["test"]) == 2
    assert "no tests found" in capsys.readouterr().err


def test_a_policy_that_does_not_load_is_told_and_the_other_files_run(tests, tmp_path, capsys):
    tests(PASSES)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "policy.yaml").write_text("enforcecore: 1\ntools: {a: alow}\n")
    (tmp_path / "sub" / "policy_test.yaml").write_text(Path("policy_test.yaml").read_text())
    assert main(["test"]) == 2
    said = capsys.readouterr()
    assert "sub/policy.yaml:2:12:" in said.err
    assert said.out.splitlines()[-1] == "1 passed, 1 file not read"


def test_each_file_has_a_line_with_a_sign_for_each_test(tests, capsys):
    tests(PASSES, f"{FAILS}, xfail: later", f"{PASSES}, xfail: later", FAILS)
    assert main(["test"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "policy_test.yaml  .xXF  4 tests"
    assert lines[-1] == "1 passed, 1 failed, 1 failed as expected, 1 passed unexpectedly"


def test_a_failure_says_what_differs_and_where(tests, capsys):
    tests(FAILS)
    main(["test"])
    assert capsys.readouterr().out.splitlines() == [
        "policy_test.yaml  F  1 test",
        "",
        "FAILED  test 1  policy_test.yaml:3",
        "  effect: expected block, got allow",
        "  why: a.allow (policy.yaml:3) [EC-ALLOWED]: a.allow allows it",
        "",
        "1 failed",
    ]


def test_verbose_names_each_test(tests, capsys):
    tests(PASSES, MEETS_B)
    main(["test", "-v"])
    assert capsys.readouterr().out.splitlines() == [
        "passed  test 1  policy_test.yaml:3",
        "passed  test 2  policy_test.yaml:4",
        "2 passed",
    ]


def test_coverage_lists_what_no_test_met(tests, capsys):
    tests(PASSES)
    main(["test", "--coverage"])
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "policy.yaml: 1 of 2 rules and 1 of 2 clauses met, 50 %",
        "  not met  b.allow  policy.yaml:4",
    ]


def test_a_name_cannot_reach_the_terminal(tests, capsys):
    tests(FAILS)
    path = Path("policy_test.yaml")
    path.write_text(path.read_text().replace("test 1", r'"\x1b[2J"'))
    main(["test"])
    assert "\x1b" not in capsys.readouterr().out


def test_json_is_all_that_is_printed(tests, capsys):
    tests(PASSES, FAILS)
    assert main(["test", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert [one["verdict"] for one in data["tests"]] == ["passed", "failed"]


def test_junit_is_written_to_a_file(tests, capsys):
    tests(PASSES, FAILS)
    assert main(["test", "--junit", "report.xml"]) == 1
    [suite] = ET.parse("report.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert "1 passed, 1 failed" in capsys.readouterr().out


def test_nothing_is_written_that_was_not_asked_for(tests, tmp_path, capsys):
    tests(PASSES, FAILS)
    main(["test", "--strict"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["policy.yaml", "policy_test.yaml"]


def test_the_tests_of_the_examples_pass_and_meet_their_whole_policy(capsys):
    assert main(["test", str(EXAMPLES), "--strict", "--fail-under", "100"]) == 0
