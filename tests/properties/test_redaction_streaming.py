"""A stream gives what the whole text gives, wherever it is cut."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from enforcecore_core.redaction import NotInspectable, Redactor
from enforcecore_core.redaction.detectors import CATALOGUE

REDACTOR = Redactor()
PARTS = sorted({part for detector in CATALOGUE for _, part in detector.examples})
KEY = "-----BEGIN PRIVATE KEY-----\nQUJD\n"

PIECES = st.one_of(
    st.sampled_from(PARTS),
    st.sampled_from(PARTS).map(lambda part: part[: len(part) // 2]),
    st.sampled_from([KEY, "-----", "-----END PRIVATE KEY-----", "eyJhbGciOiJub25lIn0."]),
    st.integers(0, 400).map("word ".__mul__),
    st.integers(0, 40_000).map("x".__mul__),
    st.integers(0, 400).map("12 345 ".__mul__),
    st.text("0123456789 -@.:\n<>", max_size=12),
)
TABLES = {
    '{"columns": ["name", "bsn", "password"], "rows": [': '["Ada", 111222333, "swordfish"], ',
    '[["name","bsn","password"],[': '"Ada, [1]","111222333","swordfish"],[',
    "name;bsn;password\n": "Ada;111222333;swordfish\n",
}


@st.composite
def rows(draw):
    """A table as it begins, and rows with whatever else in between."""
    beginning, row = draw(st.sampled_from([*TABLES.items()]))
    several = st.integers(0, 60).map(row.__mul__)
    return beginning + "".join(draw(st.lists(several | PIECES, max_size=8)))


@st.composite
def chunked(draw):
    separator = st.sampled_from(["", " ", "-", "\n"])
    joined = st.builds(str.join, separator, st.lists(PIECES, max_size=12))
    text = draw(joined | joined | rows())
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=30)))
    return [text[a:b] for a, b in zip([0, *edges], [*edges, len(text)], strict=True)]


@settings(deadline=None)
@given(chunked())
@example(["+1 (415) 555-2671" * 3 + "word " * 60])
@example(["call 123 45 6789", " 4111111111111111 x"])
def test_stream_equals_whole(chunks):
    try:
        whole = REDACTOR.redact("".join(chunks))
    except NotInspectable:
        return
    stream = REDACTOR.stream()
    result = "".join(map(stream.feed, chunks)) + stream.flush()
    assert result == whole.value
    assert stream.counts == whole.counts
