from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

POLICY = "enforcecore: 1\nname: shop\ntools:\n  a: allow\n  b: {args: {x: {at_most: 5}}}\n"
TESTS = """\
policy: policy.yaml
tests:
  - {name: a passes, tool: a, expect: allow}
  - {name: b is small, tool: b, arguments: {x: 5}, expect: allow, rule: b.allow}
"""


@pytest.fixture
def project(pytester, monkeypatch):
    # Other plugins of this environment would only cost time.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "enforcecore_core.pytest_plugin")
    Path("policy.yaml").write_text(POLICY)
    return pytester


def counts(project, *arguments):
    result = project.runpytest_inprocess("-p", "no:cacheprovider", *arguments)
    return result.parseoutcomes(), result


def test_the_tests_of_a_policy_are_collected_and_run(project):
    Path("policy_test.yaml").write_text(TESTS)
    outcomes, result = counts(project, "-v")
    assert outcomes == {"passed": 2}
    result.stdout.fnmatch_lines(["policy_test.yaml::b is small PASSED*"])


def test_a_failure_shows_what_differs_and_no_traceback(project):
    Path("policy_test.yaml").write_text(TESTS.replace("x: 5", "x: 6"))
    outcomes, result = counts(project)
    assert outcomes == {"passed": 1, "failed": 1}
    result.stdout.fnmatch_lines(
        [
            "policy_test.yaml:4: b is small",
            "effect: expected allow, got block",
            "rule: expected b.allow, got default",
            "why: default [[]EC-NO-ALLOW]: *",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert "running.py" not in result.stdout.str()


def test_expected_failures_are_expected_and_unexpected_passes_fail(project):
    Path("policy_test.yaml").write_text(
        TESTS.replace("x: 5", "x: 6").replace("b.allow}", "b.allow, xfail: later}")
    )
    assert counts(project)[0] == {"passed": 1, "xfailed": 1}
    Path("policy_test.yaml").write_text(TESTS.replace("b.allow}", "b.allow, xfail: later}"))
    assert counts(project)[0] == {"passed": 1, "failed": 1}


def test_a_file_that_does_not_load_is_an_error_with_its_place(project):
    Path("policy_test.yaml").write_text(TESTS.replace("rule:", "rul:"))
    outcomes, result = counts(project)
    assert outcomes == {"errors": 1}
    result.stdout.fnmatch_lines(["*policy_test.yaml:4:*unknown key 'rul'*EC-P003*"])
    assert "Traceback" not in result.stdout.str()


def test_a_project_can_do_without_the_files(project):
    Path("policy_test.yaml").write_text(TESTS)
    assert counts(project, "-o", "enforcecore_policy_tests=false")[0] == {}


def test_tests_are_chosen_by_name_as_others_are(project):
    Path("policy_test.yaml").write_text(TESTS)
    assert counts(project, "-k", "small")[0] == {"passed": 1, "deselected": 1}


def test_pytest_finds_the_plugin_by_itself_and_it_can_be_switched_off(project, monkeypatch):
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    monkeypatch.delenv("PYTEST_PLUGINS")
    Path("policy_test.yaml").write_text(TESTS)
    project.makepyfile("def test_one(): pass")
    assert counts(project)[0] == {"passed": 3}
    assert counts(project, "-p", "no:enforcecore")[0] == {"passed": 1}


def test_the_fixture_asks_a_policy_beside_the_test(project):
    Path("tests").mkdir()
    Path("tests/test_policy.py").write_text(
        """
import pytest

def test_policy(enforcecore):
    policy = enforcecore("../policy.yaml", principal="ada", session="chat-7")
    policy.allows("b", x=5)
    policy.blocks("b", x=6)
    assert policy.decide("c").code.value == "EC-NO-RULE"
    assert policy.tool_sees("b", x=5) == {"x": 5}

def test_plan(enforcecore):
    from enforcecore_core import load_policy
    enforcecore(load_policy("policy.yaml")).allows("a")

def test_missing(enforcecore):
    from enforcecore_core import PolicyError
    with pytest.raises(PolicyError):
        enforcecore("policy.yaml")
"""
    )
    assert counts(project)[0] == {"passed": 3}


def test_a_failing_expectation_shows_the_decision_and_none_of_our_code(project):
    project.makepyfile(
        """
        def test_policy(enforcecore):
            enforcecore("policy.yaml").allows("b", x=12345678)
        """
    )
    outcomes, result = counts(project)
    assert outcomes == {"failed": 1}
    result.stdout.fnmatch_lines(
        [
            "E *AssertionError: shop blocks 'b' (x) and should allow it",
            "E *default [[]EC-NO-ALLOW]: no clause of the policy allows this call",
        ]
    )
    assert "asserting.py" not in result.stdout.str()


def test_nothing_is_written_beside_the_tests(project):
    Path("policy_test.yaml").write_text(TESTS)
    project.makepyfile(
        """
        def test_policy(enforcecore):
            enforcecore("policy.yaml").blocks("c")
        """
    )
    before = {path for path in project.path.rglob("*") if "__pycache__" not in path.parts}
    counts(project)
    after = {path for path in project.path.rglob("*") if "__pycache__" not in path.parts}
    assert after == before


def loaded_by(statement):
    code = f"import sys; {statement}; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_the_plugin_itself_loads_nothing_but_pytest():
    loaded = loaded_by("import enforcecore_core.pytest_plugin")
    assert loaded - loaded_by("import enforcecore_core, pytest") == {
        "enforcecore_core.pytest_plugin"
    }


def test_the_core_does_without_pytest():
    assert "pytest" not in loaded_by("import enforcecore_core, enforcecore_core.cli")
