"""What holds however a tool is called and whatever covers it."""

from __future__ import annotations

import pytest
from langchain_core.tools import tool

from enforcecore_core import ResultWithheld


def skip_sync_call_of_async_tool(way, touch):
    if touch.func is None and way in {"invoke", "agent.invoke", "agent.stream"}:
        pytest.skip("LangChain itself cannot call an async tool synchronously")


def test_a_denied_tool_does_not_run(
    way, cover, touch, call_covered, enforcer_for, only, is_refused, tmp_path
):
    enforcer = enforcer_for("  touch: block")
    assert is_refused(lambda: call_covered(way, cover, touch, enforcer, {"name": "evidence"}))
    assert not (tmp_path / "evidence").exists()
    entry = only(enforcer)
    assert (entry.tool, entry.effect, entry.status) == ("touch", "block", "not_run")


def test_an_allowed_tool_runs_once(way, cover, touch, call_covered, enforcer_for, only, tmp_path):
    skip_sync_call_of_async_tool(way, touch)
    enforcer = enforcer_for("  touch: allow")
    returned = call_covered(way, cover, touch, enforcer, {"name": "evidence"})
    assert "made evidence" in str(returned)
    assert (tmp_path / "evidence").exists()
    assert only(enforcer).status == "returned"


def test_a_tool_that_raises_leaves_one_entry(way, cover, call_covered, enforcer_for, only):
    @tool
    def touch(name: str) -> str:
        """Fail."""
        raise LookupError(name)

    enforcer = enforcer_for("  touch: allow")
    with pytest.raises(LookupError, match="evidence"):
        call_covered(way, cover, touch, enforcer, {"name": "evidence"})
    assert (only(enforcer).status, only(enforcer).error_type) == ("raised", "LookupError")


def test_an_error_text_is_redacted(way, cover, call_covered, enforcer_for, only):
    @tool
    def touch(name: str) -> str:
        """Fail."""
        raise LookupError(f"no {name} for bob@example.com")

    enforcer = enforcer_for("  touch: allow", "defaults: {redact: {results: [pii]}}")
    with pytest.raises(LookupError) as caught:
        call_covered(way, cover, touch, enforcer, {"name": "mail"})
    assert "bob" not in str(caught.value)
    assert "no mail for" in str(caught.value)
    assert only(enforcer).status == "raised"


def test_no_result_gets_out_unredacted(way, cover, call_covered, enforcer_for, only):
    @tool
    def touch(name: str) -> str:
        """Look something up."""
        return f"{name} is bob@example.com"

    enforcer = enforcer_for("  touch: allow", "defaults: {redact: {results: [pii]}}")
    try:
        returned = str(call_covered(way, cover, touch, enforcer, {"name": "mail"}))
        assert "mail is <" in returned
        assert only(enforcer).status == "returned"
    except Exception as error:
        # A handler alone cannot rewrite: it withholds.
        assert cover == "handler", error
        returned = str(error)
        assert only(enforcer).status == "withheld"
    assert "bob" not in returned


def test_a_tool_never_sees_arguments_that_have_to_be_redacted(
    way, cover, call_covered, enforcer_for, only
):
    seen = []

    @tool
    def touch(name: str) -> str:
        """Remember."""
        seen.append(name)
        return "done"

    enforcer = enforcer_for("  touch: {allow: always, redact: [pii]}")
    args = {"name": "write to bob@example.com"}
    try:
        call_covered(way, cover, touch, enforcer, args)
        assert seen[0].startswith("write to <")
        assert only(enforcer).effect == "allow"
    except Exception as error:
        assert cover == "handler", error
        assert (only(enforcer).effect, only(enforcer).code) == ("block", "EC-REWRITE-NEEDED")
    assert "bob" not in str(seen)
    assert args == {"name": "write to bob@example.com"}


def test_a_broken_redactor_lets_nothing_run(
    way, cover, touch, call_covered, broken_enforcer, only, tmp_path, is_refused, breaking
):
    tools = "  touch: {allow: always, redact: [pii]}"
    enforcer = broken_enforcer(tools, redactor=breaking.redactor)
    assert is_refused(lambda: call_covered(way, cover, touch, enforcer, {"name": "evidence"}))
    assert not (tmp_path / "evidence").exists()
    assert (only(enforcer).effect, only(enforcer).code) == ("block", "EC-FAULT")


def test_a_full_disk_lets_nothing_run(
    way, cover, touch, call_covered, broken_enforcer, is_refused, tmp_path, breaking
):
    enforcer = broken_enforcer("  touch: allow", trail=breaking.trail("decision"))
    assert is_refused(lambda: call_covered(way, cover, touch, enforcer, {"name": "evidence"}))
    assert not (tmp_path / "evidence").exists()


def test_a_disk_that_fills_up_while_the_tool_runs_withholds_the_result(
    way, cover, call_covered, broken_enforcer, breaking
):
    @tool
    def touch(name: str) -> str:
        """Say something."""
        return f"made {name}"

    enforcer = broken_enforcer("  touch: allow", trail=breaking.trail("outcome"))
    try:
        returned = str(call_covered(way, cover, touch, enforcer, {"name": "evidence"}))
    except ResultWithheld as error:
        returned = str(error)
    assert "made evidence" not in returned
    assert "withheld" in returned
