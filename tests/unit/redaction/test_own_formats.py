import pytest

from enforcecore_core import ConfigurationError, Redactor
from enforcecore_core.decision.redaction_rules import OwnDetector, RedactionRules
from enforcecore_core.redaction import ReplacementStyle
from enforcecore_core.redaction.own_formats import Keep

STAFF = OwnDetector("staff-number", "STAFF_NUMBER", "pii", "S-[0-9]{6}")


def redacted(text, detector=STAFF, **more):
    return Redactor(detectors=[detector], **more).redact(text).value


def test_a_format_of_ones_own_is_found_beside_those_of_the_catalogue():
    assert redacted("S-123456 is ada@example.org") == "<STAFF_NUMBER> is <EMAIL>"


@pytest.mark.parametrize(
    "written",
    [
        "Z\u00fcrich-7",
        "Zu\u0308rich-7",
        "Z\u00fc\u200brich-7",
        "\uff3a\u00fc\uff52ich-7",
        "Z%C3%BCrich-7",
    ],
)
def test_letters_beyond_ascii_are_found_however_they_are_written(written):
    city = OwnDetector("city", "CITY", "pii", "Z\u00fcrich-[0-9]")
    assert redacted(f"in {written} now", city) == "in <CITY> now"
    loose = OwnDetector("city", "CITY", "pii", "Z[\u00e0-\u00ff]rich-[0-9]")
    assert redacted("in Z\u00fcrich-7 or Zurich-7", loose) == "in <CITY> or Zurich-7"


def test_it_is_found_in_its_group_alone():
    assert redacted("S-123456", groups=["secrets"]) == "S-123456"


def test_it_never_takes_a_part_of_a_word():
    assert redacted("XS-123456 S-1234567") == "XS-123456 S-1234567"


def test_with_cues_it_counts_near_one_of_them_or_under_one():
    with_cues = OwnDetector("n", "N", "pii", "[0-9]{6}", cues=("staff",))
    assert redacted("staff 123456, and then a text that is long enough 654321", with_cues) == (
        "staff <N>, and then a text that is long enough 654321"
    )
    assert redacted({"staff": "123456", "other": "123456"}, with_cues) == {
        "staff": "<N>",
        "other": "123456",
    }
    assert redacted({"staff": [123456], "other": 123456}, with_cues) == {
        "staff": ["<N>"],
        "other": 123456,
    }


@pytest.mark.parametrize(
    ("validator", "good", "bad"),
    [
        ("luhn", "79927398713", "79927398714"),
        ("mod97", "WEST12345698765432GB82", "WEST12345698765432GB83"),
        ("entropy", "q9Zx7Lp2Rt5W", "aaaaaaaaaaaa"),
    ],
)
def test_a_validator_has_to_agree(validator, good, bad):
    detector = OwnDetector("n", "N", "pii", "[A-Za-z0-9]{11,}", validator=validator)
    assert redacted(f"x {good} y", detector, groups=["pii"]) == "x <N> y"
    assert redacted(f"x {bad} y", detector, groups=["pii"]) == f"x {bad} y"


def test_a_pattern_that_takes_anything_leaves_placeholders_alone():
    greedy = OwnDetector("n", "N", "pii", "[^ ]+@[^ ]+|[^ ]+L[^ ]+")
    assert redacted("a@b <EMAIL> c@d", greedy) == "<N> <EMAIL> <N>"


def test_what_is_to_be_kept_stays_and_no_more_than_that():
    rules = RedactionRules(
        keep_values=frozenset({"help@corp.example"}),
        keep_patterns=frozenset({"[a-z]+@docs\\.example"}),
    )
    redactor = Redactor(style=ReplacementStyle(rules))
    text = "help@corp.example ada@docs.example HELP@corp.example x.ada@docs.example"
    assert redactor.redact(text).value == "help@corp.example ada@docs.example <EMAIL> <EMAIL>"
    assert Redactor(keep=["help@corp.example"]).redact(text).counts == {"EMAIL": 3}


def test_a_kept_value_inside_another_match_does_not_save_it():
    text = "postgres://app:s3cret-help@corp.example@db/main"
    assert "help" not in Redactor(keep=["help@corp.example"]).redact(text).value


def test_types_that_nobody_can_look_into_pass_only_when_asked_for():
    thing = object()
    rules = RedactionRules(pass_unknown_types=True)
    value = {"thing": thing, "to": "ada@example.org"}
    result = Redactor(style=ReplacementStyle(rules)).redact(value).value
    assert result == {"thing": thing, "to": "<EMAIL>"}


def test_a_lone_surrogate_is_in_no_pattern_that_keeps():
    keep = Keep(patterns=["[^ ]+"])
    assert keep.keeps("ada")
    assert not keep.keeps("\ud800")


def test_a_detector_that_finds_its_own_kind_is_refused():
    with pytest.raises(ConfigurationError, match="finds its own kind"):
        Redactor(detectors=[OwnDetector("staff", pattern="[A-Z]+")])
