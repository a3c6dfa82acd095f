"""What holds for each detector of the catalogue."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enforcecore_core.redaction.detectors import CATALOGUE

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
