"""What may be in a text is told apart by what it needs: nothing, a word, or a cue."""

import pytest

from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.openings import SHORT, Openings

OPENINGS = Openings(CATALOGUE, "rust")
LONG = "see you there. " * (SHORT // 15 + 1)


def names(ranks):
    return {CATALOGUE[rank].name for rank in ranks}


@pytest.mark.parametrize(
    ("text", "numbers", "spelled"),
    [
        ("11144477735", True, False),
        ("write to jane.doe@example.com", False, True),
        ("see you there", False, False),
    ],
)
def test_numbers_and_what_is_spelled_open_their_own_gates(text, numbers, spelled):
    assert OPENINGS.has_numbers(text) is numbers
    assert OPENINGS.has_spelled(text) is spelled
    assert OPENINGS.is_open(text, cued=False) is (numbers or spelled)


def test_what_needs_a_cue_is_asked_for_with_one_alone():
    number, cue = "219099999", "ssn"
    assert OPENINGS.is_cued(number, cue)
    assert not OPENINGS.is_cued(number, "")
    assert not OPENINGS.is_cued("see you there", cue)
    assert "us-ssn-bare" in names(OPENINGS.cued_by(f" {cue} "))


def test_in_a_short_text_the_cue_must_be_that_of_the_candidate():
    assert OPENINGS.may_be_cued("219099999", "ssn")
    assert not OPENINGS.may_be_cued("219099999", "card code")
    assert OPENINGS.may_be_cued(f"{LONG} 219099999 passport", "")


def test_the_formats_of_a_part_are_those_whose_cue_is_near_it():
    text = f"ssn 219099999 {LONG}"
    part = (0, 20, 40)
    assert "us-ssn-bare" in names(OPENINGS.in_part(text, text[:40], part, ""))
    assert OPENINGS.in_part(LONG, LONG[:40], part, "ssn") == []
