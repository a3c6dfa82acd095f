import os

from enforcecore_core import EVERYTHING, Decision, Duties, Effect, ReasonCode, Redactor, ToolCall
from enforcecore_core.preparation import current_facts, prepare

ALLOWED = Decision(
    Effect.ALLOW, "r", ReasonCode.ALLOWED, "why", Duties(redact_arguments=frozenset({"pii"}))
)


def prepared(arguments, decision=ALLOWED, can=EVERYTHING):
    return prepare(ToolCall("tool", arguments), decision, redactor=Redactor, can=can)


def test_what_is_found_in_the_arguments_is_replaced_in_a_copy():
    given = {"to": "ada@example.org"}
    ready = prepared(given)
    assert (ready.arguments, dict(ready.found)) == ({"to": "<EMAIL>"}, {"EMAIL": 1})
    assert (ready.decision, given) == (ALLOWED, {"to": "ada@example.org"})


def test_without_a_duty_to_redact_the_arguments_stay_as_they_are():
    bare = Decision(Effect.ALLOW, "r", ReasonCode.ALLOWED, "why")
    thing = object()
    assert prepared({"to": thing}, bare).arguments == {"to": thing}


def test_a_blocked_call_has_no_arguments():
    block = Decision(Effect.BLOCK, "r", ReasonCode.BLOCK_RULE, "why")
    ready = prepared({"to": "ada@example.org"}, block)
    assert (ready.decision, ready.arguments, ready.found) == (block, {}, {})


def test_arguments_that_cannot_be_looked_into_block_the_call():
    ready = prepared({"to": object()})
    assert ready.decision.code is ReasonCode.NOT_INSPECTABLE
    assert ready.arguments == {}


def test_arguments_that_nobody_here_can_rewrite_block_the_call_and_are_counted():
    ready = prepared({"to": "ada@example.org"}, can=frozenset())
    assert ready.decision.code is ReasonCode.REWRITE_NEEDED
    assert (ready.arguments, dict(ready.found)) == ({}, {"EMAIL": 1})


def test_the_facts_of_this_process_are_those_of_its_file_system(tmp_path, monkeypatch):
    (tmp_path / "link").symlink_to(tmp_path / "target")
    monkeypatch.chdir(tmp_path)
    facts = current_facts()
    assert facts.working_directory == str(tmp_path)
    assert facts.resolve_path(str(tmp_path / "link")) == os.path.realpath(tmp_path / "target")
