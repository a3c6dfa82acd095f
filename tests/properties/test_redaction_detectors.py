"""What holds for each detector of the catalogue."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.edges import edged
from enforcecore_core.redaction.gates import compiled

CHARACTERS = st.characters(min_codepoint=0x20, max_codepoint=0x17F)
PERSONAL = [detector for detector in CATALOGUE if detector.group == "pii"]


@pytest.mark.parametrize("detector", PERSONAL, ids=lambda detector: detector.name)
@given(data=st.data())
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_has_the_shape_is_a_match_or_not(detector, data):
    """A check that raised would block the call."""
    text = data.draw(st.from_regex(detector.pattern, alphabet=CHARACTERS))
    cue = detector.cues.words[0] if detector.cues else ""
    for begin, end in detector.spans(f"{cue} {text}"):
        assert 0 <= begin < end


SWAPPED = {" ": "-./ ", "-": " ./:", ".": " -/", "/": "-. +", ":": "=:-", "C": "c", "f": "F"}


@st.composite
def written_otherwise(draw, detector):
    """An example with other signs between its parts, and in other case."""
    text, _ = draw(st.sampled_from(detector.examples))
    places = draw(st.sets(st.integers(0, len(text) - 1), max_size=4))
    signs = [
        draw(st.sampled_from(SWAPPED.get(sign, sign.swapcase()))) if place in places else sign
        for place, sign in enumerate(text)
    ]
    return "".join(signs)


def whatever_is_confirmed_opens_the_gate(detector, text):
    found = detector.pattern.search(text)
    while found is not None:
        if detector.confirm(found):
            assert compiled([detector.gate])(text), text
            assert compiled([edged(detector)])(text), text
            assert detector.words_gate is None or compiled([detector.words_gate])(text), text
        found = detector.pattern.search(text, found.start() + 1)


def writings(detector):
    last = 0x7E if detector.pattern.pattern.isascii() else 0xFFFF
    signs = st.characters(codec="utf-8", min_codepoint=0x20, max_codepoint=last)
    return written_otherwise(detector) | st.from_regex(detector.pattern, alphabet=signs)


@pytest.mark.parametrize("detector", CATALOGUE, ids=lambda detector: detector.name)
@given(data=st.data())
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_gate_is_narrower_than_its_format(detector, data):
    whatever_is_confirmed_opens_the_gate(detector, data.draw(writings(detector)))


@pytest.mark.fuzz
@pytest.mark.parametrize("detector", CATALOGUE, ids=lambda detector: detector.name)
@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_gate_is_narrower_than_its_format_however_it_is_written(detector, data):
    whatever_is_confirmed_opens_the_gate(detector, data.draw(writings(detector)))
