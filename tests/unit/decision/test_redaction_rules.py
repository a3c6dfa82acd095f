import pytest

from enforcecore_core import ConfigurationError
from enforcecore_core.decision.redaction_rules import OwnDetector


@pytest.mark.parametrize(
    ("field", "stated", "message"),
    [
        ("pattern", "", "state a text"),
        ("pattern", 5, "state a text"),
        ("pattern", "a*", "matches an empty text"),
        ("pattern", "(", "does not work"),
        ("pattern", "^a$", "no anchors"),
        ("pattern", "a{1000}{1000}", "too large"),
        ("validator", "foo", "one of luhn, mod97, entropy"),
        ("group", "foo", "one of pii, secrets"),
        ("cues", "pin", "a tuple of words"),
        ("cues", ("",), "a tuple of words"),
        ("kind", "lower kind", "capitals, digits"),
        ("name", "Staff", "small letters"),
    ],
)
def test_a_detector_that_a_policy_could_not_state_cannot_be_made(field, stated, message):
    parts = {"name": "staff", "pattern": "S-[0-9]{6}"} | {field: stated}
    with pytest.raises(ConfigurationError, match=message):
        OwnDetector(**parts)


def test_a_detector_says_its_kind_by_its_name():
    stated = OwnDetector("staff-number", "STAFF_NUMBER", "pii", "S-[0-9]{6}")
    assert OwnDetector("staff-number", pattern="S-[0-9]{6}") == stated
