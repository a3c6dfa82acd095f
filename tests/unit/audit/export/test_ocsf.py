import json

import pytest
from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
from unit.cli.trails import HOSTILE, Calls

from enforcecore_core.audit.export import as_ocsf, joined
from enforcecore_core.audit.export.ocsf import SCHEMA_VERSION
from enforcecore_core.audit.provable import provable_entries


@pytest.fixture(scope="module")
def validator():
    """Checks events against the published schema, with no attribute allowed that it lacks."""
    published = OcsfJsonSchemaEmbedded(get_ocsf_schema(SCHEMA_VERSION))
    schema = published.get_class_schema("api_activity", ["security_control"])
    return Draft202012Validator({**schema, "additionalProperties": False})


@pytest.fixture
def calls(tmp_path):
    return Calls(tmp_path / "trail")


@pytest.fixture
def events(calls):
    return lambda: [as_ocsf(joined(e, "l"), "1.0") for e in provable_entries(calls.trail.path)]


def test_every_kind_of_entry_is_an_event_of_the_published_schema(calls, events, validator):
    for status in ("returned", "raised", "timed_out", "cancelled", "withheld", "indeterminate"):
        calls.ran("look", status, principal="ann", session="s", links={"run": "7"})
    calls.blocked(principal=HOSTILE, tool=HOSTILE, reason=HOSTILE)
    calls.blocked(policy={}, call_id=None, reason=None, args_meta=None)
    calls.decided(would_block=True)
    assert len(events()) == 9
    for event in events():
        errors = [error.message for error in validator.iter_errors(json.loads(json.dumps(event)))]
        assert errors == []


def test_the_schema_would_notice_a_wrong_event(calls, events, validator):
    calls.blocked()
    [event] = events()
    for wrong in ({"action_id": "2"}, {"made_up": 1}, {"time": None}, {"class_uid": 6002}):
        assert list(validator.iter_errors({**event, **wrong})), wrong


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"effect": "block"}, ("Denied", "Blocked", True, "Failure")),
        ({"effect": "allow"}, ("Allowed", "Allowed", False, "Unknown")),
        ({"effect": "allow", "would_block": True}, ("Observed", "Logged", False, "Unknown")),
    ],
    ids=["blocked", "allowed", "observed"],
)
def test_what_was_decided_is_the_action(calls, events, body, said):
    calls.decided(**body)
    [event] = events()
    assert (event["action"], event["disposition"], event["is_alert"], event["status"]) == said


def test_an_event_can_be_proved_back(calls, events):
    calls.ran()
    [event] = events()
    [entry] = provable_entries(calls.trail.path)
    assert event["metadata"]["uid"] == "l/1"
    assert event["unmapped"]["enforcecore"]["leaf"] == entry.leaf
    assert event["unmapped"]["enforcecore"]["outcome_leaf"] == entry.outcome_leaf
    assert event["time"] == 1_764_000_002_000
