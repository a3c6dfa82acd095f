from __future__ import annotations

import logging
import pickle

import pytest

from enforcecore_core import (
    Capability,
    EnforcementFault,
    Enforcer,
    PolicyError,
    PolicyViolation,
    ReasonCode,
    ResultWithheld,
    ToolCall,
    open_enforcer,
)
from enforcecore_core.surroundings import FaultPolicy

ALLOW = "  tool: allow"
REDACT = "  tool: {allow: always, redact: [pii, secrets]}"
MAIL = "ada@example.org"


def test_arguments_are_redacted_before_the_tool_sees_them(enforcer_for, entries_of):
    enforcer = enforcer_for(REDACT)
    seen = []
    enforcer.call("tool", lambda text: seen.append(str(text)), {"text": f"write to {MAIL}"})
    assert seen == ["write to <EMAIL>"]
    [entry] = entries_of(enforcer)
    assert entry.redactions


def test_results_are_redacted_before_anyone_sees_them(enforcer_for):
    enforcer = enforcer_for(ALLOW)
    assert enforcer.call("tool", lambda: {MAIL: [MAIL]}, {}) == {"<EMAIL>": ["<EMAIL>"]}


def test_a_policy_can_switch_redaction_off_by_saying_so(enforcer_for):
    enforcer = enforcer_for(ALLOW, "defaults: {redact: {arguments: [], results: []}}")
    assert enforcer.call("tool", lambda text: text, {"text": MAIL}) == MAIL


def test_an_argument_of_an_unknown_type_blocks(enforcer_for, entries_of):
    enforcer = enforcer_for(REDACT)
    with pytest.raises(PolicyViolation) as caught:
        enforcer.call("tool", lambda value: value, {"value": object()})
    assert caught.value.decision.code is ReasonCode.NOT_INSPECTABLE
    assert [entry.status for entry in entries_of(enforcer)] == ["not_run"]


def test_who_cannot_rewrite_arguments_may_run_clean_calls_only(enforcer_for):
    enforcer = enforcer_for(REDACT)
    with enforcer.admit(ToolCall("tool", {"text": "clean"}), can=frozenset()) as admission:
        assert admission.returned("clean") == "clean"
    with pytest.raises(PolicyViolation) as caught:
        enforcer.admit(ToolCall("tool", {"text": MAIL}), can=frozenset())
    assert caught.value.decision.code is ReasonCode.REWRITE_NEEDED


def test_who_cannot_rewrite_results_gets_none_that_would_need_it(enforcer_for):
    enforcer = enforcer_for(ALLOW)
    can = frozenset({Capability.REWRITE_ARGUMENTS})
    with (
        pytest.raises(ResultWithheld),
        enforcer.admit(ToolCall("tool", {}), can=can) as admission,
    ):
        admission.returned(MAIL)


def test_an_admission_left_without_a_result_is_recorded_and_refused(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    with pytest.raises(ResultWithheld), enforcer.admit(ToolCall("tool", {})):
        pass
    assert [entry.status for entry in entries_of(enforcer)] == ["withheld"]


def test_arguments_that_are_no_mapping_are_blocked_and_recorded(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    with pytest.raises(PolicyViolation) as caught:
        enforcer.admit(ToolCall("tool", None))
    assert caught.value.decision.code is ReasonCode.NOT_INSPECTABLE
    assert [entry.status for entry in entries_of(enforcer)] == ["not_run"]


def test_a_call_that_an_adapter_refuses_is_recorded_as_blocked(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    error = enforcer.refuse(ToolCall("tool", {"n": 1}), "the tool takes no argument of that name")
    assert (error.decision.code, error.call.id is None) == (ReasonCode.ARGUMENTS, False)
    [entry] = entries_of(enforcer)
    assert (entry.effect, entry.code, entry.status) == ("block", "EC-ARGUMENTS", "not_run")


def test_the_text_of_a_refusal_names_neither_rule_nor_value(enforcer_for):
    enforcer = enforcer_for(
        "  tool: {allow: always, block: {args: {text: {contains: top}}, id: rule-9, reason: Why.}}"
    )
    with pytest.raises(PolicyViolation) as caught:
        enforcer.call("tool", lambda text: text, {"text": "top secret"})
    error = caught.value
    for shown in (str(error), repr(error)):
        assert "rule-9" not in shown
        assert "Why." not in shown
        assert "top" not in shown
        assert "EC-BLOCK-RULE" in shown
    assert error.decision.rule == "rule-9"
    assert error.decision.reason == "Why."
    assert any("rule-9" in note for note in error.__notes__)


def test_a_refusal_survives_pickling(enforcer_for):
    enforcer = enforcer_for(ALLOW)
    with pytest.raises(PolicyViolation) as caught:
        enforcer.admit(ToolCall("other", {"n": 1}, links={"run": "1"}))
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), str(copy)) == (PolicyViolation, str(caught.value))


def test_a_block_is_logged_without_argument_values(enforcer_for, caplog):
    enforcer = enforcer_for(ALLOW)
    with caplog.at_level(logging.DEBUG, "enforcecore"), pytest.raises(PolicyViolation):
        enforcer.call("other", int, {"x": "hush-hush"})
    [record] = [r for r in caplog.records if r.message == "decision.blocked"]
    assert (record.tool, record.code) == ("other", "EC-NO-RULE")
    assert "hush-hush" not in repr(vars(record))


def test_a_broken_log_filter_changes_no_decision(enforcer_for):
    enforcer = enforcer_for(ALLOW)

    def broken(record):
        raise OSError("no log")

    logger = logging.getLogger("enforcecore")
    logger.addFilter(broken)
    try:
        with pytest.raises(PolicyViolation):
            enforcer.call("other", int, {})
    finally:
        logger.removeFilter(broken)


def test_an_entry_holds_digests_sizes_and_types_and_no_values(enforcer_for, entries_of, settings):
    enforcer = enforcer_for(ALLOW)
    enforcer.call("tool", lambda **_: None, {"text": "hush-hush", "n": 31337})
    enforcer.call("tool", lambda **_: None, {"text": "hush-hush", "n": 31337})
    first, second = entries_of(enforcer)
    assert first.args_digest == second.args_digest != None  # noqa: E711 - reads as one chain
    assert [(a["name"], a["type"], a["size"]) for a in first.args_meta] == [
        ("text", "str", 9),
        ("n", "int", None),
    ]
    for file in settings.audit_path.rglob("*.jsonl"):
        text = file.read_text()
        assert "hush" not in text
        assert "31337" not in text


@pytest.mark.parametrize(
    "call",
    [
        ToolCall(f"tool {MAIL}", {}),
        ToolCall("tool", {MAIL: 1}),
        ToolCall("tool", {}, links={"run": MAIL}),
        ToolCall("tool", {}, session=MAIL, principal=MAIL),
        ToolCall("to\udc80ol", {"\udc80": "\udc80"}, links={"\udc80": "\udc80"}),
        ToolCall("t" * 100_000, {"a" * 100_000: 1}, links={"r" * 100_000: "l" * 100_000}),
        ToolCall("tool", {str(n): n for n in range(10_000)}),
    ],
    ids=["name", "argument", "link", "session", "surrogates", "long", "many"],
)
def test_whatever_names_a_model_invents_the_call_is_recorded_and_names_nobody(
    enforcer_for, entries_of, settings, call
):
    enforcer = enforcer_for("  other: allow")
    with pytest.raises(PolicyViolation):
        enforcer.admit(call)
    assert len(entries_of(enforcer)) == 1
    for file in settings.audit_path.rglob("*.jsonl"):
        assert MAIL not in file.read_text()


def test_a_closed_enforcer_blocks(enforcer_for):
    enforcer = enforcer_for(ALLOW)
    enforcer.close()
    ran = []
    with pytest.raises(EnforcementFault):
        enforcer.call("tool", lambda: ran.append(1), {})
    assert ran == []


def test_an_enforcer_is_a_context_manager(write_policy, settings):
    with open_enforcer(write_policy(ALLOW), settings=settings) as enforcer:
        assert enforcer.call("tool", lambda: 1, {}) == 1
    with pytest.raises(EnforcementFault):
        enforcer.call("tool", lambda: 1, {})


class Asked:
    """A trail that keeps how soon each record was to be on disk."""

    def __init__(self):
        self.ways = []

    def digest(self, value):
        return "0"

    def decided(self, body, *, durability=None):
        self.ways.append(durability)
        return 0

    def ended(self, seq, body, *, durability=None):
        self.ways.append(durability)

    def entries(self):
        return iter(())

    def close(self):
        pass


@pytest.mark.parametrize("way", ["strict", "intent", "relaxed"])
def test_a_policy_says_how_soon_the_records_of_a_tool_are_on_disk(enforcer_for, way):
    block = "{args: {x: 1}}"
    sound = enforcer_for(f"  tool: {{allow: always, block: {block}, audit: {way}}}\n  other: allow")
    trail = Asked()
    enforcer = Enforcer(
        sound.plan, trail=trail, monotonic=lambda: 0.0, new_id=lambda: "c", faults=FaultPolicy()
    )
    enforcer.call("tool", lambda x: x, {"x": 2})
    with pytest.raises(PolicyViolation):
        enforcer.call("tool", lambda x: x, {"x": 1})
    enforcer.call("other", lambda: 1, {})
    assert trail.ways == [way, way, way, None, None]


TYPED = "  refund: {args: {order: {at_most: 50}}}"
TEXTS = {"type": "object", "properties": {"order": {"type": "string"}}}


def test_a_policy_that_no_call_of_a_tool_can_meet_is_refused_when_the_tool_is_expected(
    enforcer_for,
):
    enforcer = enforcer_for(TYPED)
    with pytest.raises(PolicyError, match=r"args\.order is a text, never a number") as caught:
        enforcer.expect_tool("refund", lambda: TEXTS)
    assert caught.value.code == "EC-P027"
    assert (caught.value.line, caught.value.column) == (5, 19)


@pytest.mark.parametrize("schema", [dict, lambda: {"properties": {"order": {"type": "number"}}}])
def test_a_policy_that_fits_a_tool_may_be_expected(enforcer_for, schema):
    enforcer_for(TYPED).expect_tool("refund", schema)
    enforcer_for(TYPED).expect_tool("another", lambda: TEXTS)


@pytest.mark.parametrize(
    "schema",
    [lambda: 1 / 0, lambda: 3, lambda: {"properties": {3: {}}, "additionalProperties": False}],
    ids=["raises", "is no schema", "has odd names"],
)
def test_a_schema_that_cannot_be_read_says_nothing_and_opens_nothing(enforcer_for, schema, caplog):
    enforcer = enforcer_for(TYPED)
    with caplog.at_level(logging.WARNING, "enforcecore"):
        enforcer.expect_tool("refund", schema)
    assert [record.message for record in caplog.records] == ["schema.not_read"]
    with pytest.raises(PolicyViolation):
        enforcer.call("refund", lambda order: order, {"order": "A"})
    assert enforcer.call("refund", lambda order: order, {"order": 5}) == 5
