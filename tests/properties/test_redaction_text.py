"""What holds for every text: S4, redaction totality, for one string."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from enforcecore_core.redaction import NotInspectable, Redactor
from enforcecore_core.redaction.detectors import CATALOGUE, GROUPS, chosen
from enforcecore_core.redaction.scanning import Scanner

REDACTOR = Redactor()
OF_ONE_GROUP = tuple(Scanner(list(chosen([group]))) for group in GROUPS)
PARTS = sorted({part for detector in CATALOGUE for _, part in detector.examples})
TEXTS = sorted({text for detector in CATALOGUE for text, _ in detector.examples})
COUNTERS = sorted({text for detector in CATALOGUE for text in detector.counter_examples})
KINDS = sorted({detector.kind for detector in CATALOGUE})

# Values, what looks like them, and the characters at which detectors look to their sides.
PIECES = st.one_of(
    st.sampled_from(PARTS),
    st.sampled_from(TEXTS),
    st.sampled_from(COUNTERS),
    st.sampled_from([f"<{kind}>" for kind in KINDS]),
    st.text("0123456789", max_size=5),
    st.text("ab@.:-_+/<> \n1é\ud800", max_size=4),
    st.text(max_size=4),
)


@st.composite
def texts(draw, pieces=PIECES):
    """Pieces side by side, some of them cut short."""
    drawn = []
    for piece in draw(st.lists(pieces, max_size=8)):
        begin = draw(st.integers(0, len(piece))) if draw(st.booleans()) else 0
        drawn.append(piece[begin:])
    return draw(st.sampled_from(["", " ", "-", "\n"])).join(drawn)


def redacted(text):
    """The redacted text, or None where the redactor refuses it, which is safe as well."""
    try:
        return REDACTOR.redact(text).value
    except NotInspectable:
        return None


@given(texts())
def test_nothing_is_found_in_a_redacted_text(text):
    result = redacted(text)
    assert result is None or REDACTOR.find(result) == []


@given(texts())
def test_redacting_twice_changes_nothing_more(text):
    result = redacted(text)
    assert result is None or REDACTOR.redact(result).value is result


@given(texts())
def test_offsets_point_into_the_text_and_its_rest_is_kept(text):
    result = redacted(text)
    if result is None:
        return
    matches = REDACTOR.find(text)
    position, rebuilt = 0, ""
    for match in matches:
        assert position <= match.start < match.end <= len(text)
        rebuilt += text[position : match.start] + f"<{match.kind}>"
        position = match.end
    assert result == rebuilt + text[position:]


@given(texts())
def test_every_confirmed_span_is_covered(text):
    """Spans are merged and never dropped: what any detector confirms, is replaced."""
    if redacted(text) is None:
        return
    covered = {place for match in REDACTOR.find(text) for place in range(match.start, match.end)}
    for detector in chosen(GROUPS):
        for begin, end in detector.spans(text):
            assert covered.issuperset(range(begin, end))


@given(texts())
def test_the_gate_changes_speed_and_nothing_else(text):
    for detector in CATALOGUE:
        if any(detector.spans(text)):
            assert not Scanner([detector]).is_clean(text)


@given(texts(), st.sampled_from(PARTS), texts())
@example("", "", " $2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWyNIR 1399628575404ac")
def test_more_detectors_never_cover_less(before, part, after):
    """Of what the text itself holds. `<PASSWORD_HASH>` can make a password of what is near it."""
    text = f"{before} {part} {after}"
    if redacted(text) is None:
        return
    covered = {place for match in REDACTOR.find(text) for place in range(match.start, match.end)}
    for scanner in OF_ONE_GROUP:
        for found in scanner.findings(text, 0, ()):
            assert found.round or covered.issuperset(range(found.start, found.end))


@given(st.text())
def test_a_text_without_matches_comes_back_itself(text):
    if not REDACTOR.find(text):
        assert REDACTOR.redact(text).value is text
