"""What holds however a tool is called and whatever covers it."""

from __future__ import annotations

import pytest
from langchain_core.tools import tool

REDACT_RESULTS = "defaults: {redact: {results: [pii]}}"
GIVEN = {"name": "evidence"}


@tool
def fail(name: str) -> str:
    """Fail."""
    raise LookupError(f"no {name} for bob@example.com")


@tool
def look_up(name: str) -> str:
    """Look something up."""
    return f"{name} is bob@example.com"


def test_a_denied_tool_does_not_run(covered, touch, enforcer_for, only, tmp_path):
    enforcer = enforcer_for("  touch: block")
    assert "Blocked [EC-BLOCK-RULE]" in covered.said(touch, enforcer, GIVEN)
    assert not (tmp_path / "evidence").exists()
    entry = only(enforcer)
    assert (entry.tool, entry.effect, entry.status) == ("touch", "block", "not_run")


def test_an_allowed_tool_runs_once(covered, touch, enforcer_for, only, tmp_path):
    if touch.func is None and covered.way in {"invoke", "agent.invoke", "agent.stream"}:
        pytest.skip("LangChain itself cannot call an async tool synchronously")
    enforcer = enforcer_for("  touch: allow")
    assert "made evidence" in str(covered.call(touch, enforcer, GIVEN))
    assert (tmp_path / "evidence").exists()
    assert only(enforcer).status == "returned"


def test_an_error_arrives_redacted_and_is_recorded(covered, enforcer_for, only):
    enforcer = enforcer_for("  fail: allow", REDACT_RESULTS)
    with pytest.raises(LookupError, match="no evidence for <EMAIL") as caught:
        covered.call(fail, enforcer, GIVEN)
    assert "bob" not in repr(caught.value)
    assert (only(enforcer).status, only(enforcer).error_type) == ("raised", "LookupError")


def test_no_result_gets_out_unredacted(covered, enforcer_for, only):
    enforcer = enforcer_for("  look_up: allow", REDACT_RESULTS)
    said = covered.said(look_up, enforcer, GIVEN)
    assert "bob" not in said
    assert ("evidence is <EMAIL" if covered.rewrites else "withheld") in said
    assert only(enforcer).status == ("returned" if covered.rewrites else "withheld")


def test_a_tool_never_sees_arguments_that_have_to_be_redacted(covered, enforcer_for, only):
    seen = []

    @tool
    def remember(name: str) -> None:
        """Remember."""
        seen.append(name)

    enforcer = enforcer_for("  remember: {allow: always, redact: [pii]}")
    args = {"name": "write to bob@example.com"}
    covered.said(remember, enforcer, args)
    assert args == {"name": "write to bob@example.com"}
    assert "bob" not in str(seen)
    assert len(seen) == (1 if covered.rewrites else 0)
    assert only(enforcer).code == ("EC-ALLOWED" if covered.rewrites else "EC-REWRITE-NEEDED")


def test_a_broken_redactor_lets_nothing_run(covered, touch, broken_enforcer, only, tmp_path):
    enforcer = broken_enforcer("  touch: {allow: always, redact: [pii]}", "redactor")
    assert "Blocked [EC-FAULT]" in covered.said(touch, enforcer, GIVEN)
    assert not (tmp_path / "evidence").exists()
    assert only(enforcer).code == "EC-FAULT"


def test_a_full_disk_lets_nothing_run(covered, touch, broken_enforcer, tmp_path):
    enforcer = broken_enforcer("  touch: allow", "decision")
    assert "Blocked [EC-AUDIT]" in covered.said(touch, enforcer, GIVEN)
    assert not (tmp_path / "evidence").exists()


def test_a_disk_that_is_full_when_the_tool_returns_withholds_the_result(covered, broken_enforcer):
    said = covered.said(look_up, broken_enforcer("  look_up: allow", "outcome"), GIVEN)
    assert "withheld" in said
    assert "evidence is" not in said
