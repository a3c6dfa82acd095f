import json
import time
from dataclasses import dataclass

import pytest

from enforcecore_core import (
    AuditUnavailable,
    CallBlocked,
    ConfigurationError,
    ResultWithheld,
    ToolCall,
)
from enforcecore_core.audit.payloads import check_payloads, existing_payloads, place_of
from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.settings import payload_keys

TOOLS = """
  look: allow
  send: {args: {body: {max_length: 99}}, redact: [pii]}
"""
TOKEN = next(one.examples[0][1] for one in CATALOGUE if one.name == "aws-access-key-id")


@pytest.fixture
def enforcer(enforcer_for):
    return enforcer_for(TOOLS, audit_payloads=True)


@pytest.fixture
def payloads(enforcer, settings):
    return existing_payloads(settings.audit_path, payload_keys(settings))


@pytest.fixture
def kept(enforcer, payloads):
    """The payloads of each call: its arguments and its result, or what is said instead."""

    def read(body):
        if body is None:
            return None
        place = place_of(body)
        return body.get("payload") if place is None else payloads.read(place)

    return lambda: [(read(e.decision), read(e.outcome)) for e in enforcer.trail.entries()]


def test_arguments_and_results_are_kept(enforcer, kept):
    enforcer.call("look", lambda q: {"found": [q, 2]}, {"q": "shoes"})
    assert kept() == [({"arguments": {"q": "shoes"}}, {"result": {"found": ["shoes", 2]}})]


def test_no_value_stands_in_a_record_or_readably_beside_it(enforcer, settings):
    enforcer.call("look", lambda q: f"found {q}", {"q": "Xanthippe"})
    for path in settings.audit_path.parent.rglob("*"):
        assert not path.is_file() or b"Xanthippe" not in path.read_bytes(), path


def test_what_the_policy_redacts_is_kept_redacted(enforcer, kept):
    enforcer.call("send", lambda body: f"sent to {body}", {"body": "ann@example.org"})
    [(arguments, result)] = kept()
    assert "ann@" not in json.dumps([arguments, result])
    assert "EMAIL" in arguments["arguments"]["body"]


def test_a_secret_is_never_kept_even_where_the_policy_lets_it_pass(enforcer_for, settings):
    defaults = "defaults: {redact: {arguments: [pii], results: [pii]}}"
    enforcer = enforcer_for(TOOLS, defaults, audit_payloads=True)
    assert enforcer.call("look", lambda key: key, {"key": TOKEN}) == TOKEN
    [entry] = enforcer.trail.entries()
    payloads = existing_payloads(settings.audit_path, payload_keys(settings))
    for body in (entry.decision, entry.outcome):
        assert TOKEN not in json.dumps(payloads.read(place_of(body)))


def test_of_a_blocked_call_all_personal_data_is_taken_out(enforcer, kept):
    with pytest.raises(CallBlocked):
        enforcer.call("unknown", lambda to: to, {"to": "ann@example.org", "n": 1})
    [(arguments, result)] = kept()
    assert arguments["arguments"]["n"] == 1
    assert "ann@" not in json.dumps(arguments)
    assert result is None


def test_what_cannot_be_looked_into_is_left_out_and_the_record_says_so(enforcer, kept):
    class Opaque:
        pass

    with pytest.raises(CallBlocked):
        enforcer.call("unknown", lambda x: x, {"x": Opaque()})
    assert kept() == [({"omitted": "it cannot be looked into"}, None)]


def test_what_is_too_large_is_left_out_without_being_searched(enforcer, kept):
    huge = "a@b.example " * 200_000
    started = time.process_time()
    with pytest.raises(CallBlocked):
        enforcer.call("unknown", lambda x: x, {"x": huge})
    assert time.process_time() - started < 2
    assert kept() == [({"omitted": "it is larger than 1048576 bytes"}, None)]


def test_what_has_no_end_is_left_out(enforcer, kept):
    endless = []
    endless.append(endless)
    with pytest.raises(CallBlocked):
        enforcer.call("unknown", lambda x: x, {"x": endless})
    assert "omitted" in kept()[0][0]


def test_the_items_of_a_stream_are_kept_when_it_ends(enforcer, kept):
    def tool(n):
        yield "one "
        yield "two"
        yield {"n": n}

    assert list(enforcer.stream("look", tool, {"n": 3}))
    [(_, result)] = kept()
    texts = [item for item in result["result"] if isinstance(item, str)]
    assert "".join(texts) == "one two"
    assert result["result"][-1] == {"n": 3}


def test_of_a_stream_that_is_too_long_nothing_is_kept_and_the_record_says_so(enforcer, kept):
    def tool():
        for _ in range(3):
            yield "x" * 400_000

    assert sum(map(len, enforcer.stream("look", tool, {}))) == 1_200_000
    assert kept()[0][1] == {"omitted": "it is larger than 1048576 bytes"}


def test_a_stream_that_is_left_keeps_nothing(enforcer, kept):
    def tool():
        yield {"n": 1}
        yield {"n": 2}

    stream = enforcer.stream("look", tool, {})
    next(stream)
    stream.close()
    assert kept()[0][1] is None


def test_of_a_failed_call_there_is_no_result(enforcer, kept):
    def fail():
        raise LookupError("ann")

    with pytest.raises(LookupError):
        enforcer.call("look", fail, {})
    assert kept() == [({"arguments": {}}, None)]


async def test_coroutines_keep_the_same(enforcer, kept):
    async def tool(q):
        return f"found {q}"

    await enforcer.acall("look", tool, {"q": "x"})
    assert kept() == [({"arguments": {"q": "x"}}, {"result": "found x"})]


@pytest.mark.parametrize(
    ("principal", "session", "subject"),
    [("ann", "s", "ann"), ({"id": 7}, "s", "7"), (None, "s", "s"), (None, None, "unknown")],
)
def test_the_subject_is_the_principal_else_the_session(principal, session, subject):
    assert ToolCall("t", {}, session, principal).subject == subject


def test_each_subject_has_a_key_of_its_own(enforcer, payloads):
    for who in ("ann", "bob", "ann"):
        enforcer.call("look", lambda: 1, {}, principal=who)
    keys = {entry.decision["payload"]["key"] for entry in enforcer.trail.entries()}
    assert keys == {payloads.keys.of_subject(who).id for who in ("ann", "bob")}


def test_digests_cannot_be_tested_against_guesses_with_the_key_of_the_trail(enforcer):
    enforcer.call("look", lambda q: 1, {"q": "x"}, principal="ann")
    [entry] = enforcer.trail.entries()
    assert entry.args_digest != enforcer.trail.digest({"q": "x"})


def test_a_call_whose_payload_cannot_be_kept_does_not_run(enforcer, settings):
    ran = []
    (settings.audit_path / "payloads").write_text("in the way")
    with pytest.raises(AuditUnavailable):
        enforcer.call("look", lambda: ran.append(1), {})
    assert ran == []


def test_a_result_that_cannot_be_kept_is_withheld(enforcer, settings):
    def tool():
        [day] = (settings.audit_path / "payloads").iterdir()
        [file] = day.iterdir()
        file.unlink()
        file.mkdir()
        return "value"

    with pytest.raises(ResultWithheld):
        enforcer.call("look", tool, {})


def test_every_payload_is_what_its_record_commits_to(enforcer, payloads):
    for n in range(5):
        enforcer.call("look", lambda n: n, {"n": n})
    check = check_payloads(payloads)
    assert (check.kept, check.findings) == (10, [])


def test_without_the_setting_nothing_is_kept(enforcer_for, settings):
    enforcer = enforcer_for(TOOLS)
    enforcer.call("look", lambda: 1, {})
    [entry] = enforcer.trail.entries()
    assert "payload" not in entry.decision
    assert not (settings.audit_path / "payloads").exists()
    assert not payload_keys(settings).exists()


def test_payloads_need_a_trail(enforcer_for):
    with pytest.raises(ConfigurationError, match="Unset one of them"):
        enforcer_for(TOOLS, audit_payloads=True, audit_enabled=False, dev_mode=True)


def test_payloads_do_not_go_with_a_second_trail(enforcer_for, tmp_path):
    with pytest.raises(ConfigurationError, match="do not go together"):
        enforcer_for(
            TOOLS,
            audit_payloads=True,
            audit_on_failure="spill",
            audit_spill_path=tmp_path / "spill",
        )


@dataclass
class Reply:
    text: str


def test_a_result_is_kept_as_the_framework_gave_it(enforcer, kept):
    enforcer.call("look", lambda: Reply("fine"), {})
    [(_, result)] = kept()
    assert result == {"result": {"text": "fine"}}
