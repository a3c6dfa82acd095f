"""S4 for every way to write a value, on texts made from the catalogue's own examples.

The short runs are part of every test run; `make fuzz-redaction` makes them long.
"""

from __future__ import annotations

from random import Random

import pytest
from reference.writings import WRITINGS, planted, scrambled

from enforcecore_core.redaction import NotInspectable, Redactor
from enforcecore_core.redaction.detectors import CATALOGUE

REDACTOR = Redactor()
VALUES = sorted({part for detector in CATALOGUE for _, part in detector.examples})
TEXTS = sorted({text for detector in CATALOGUE for text, _ in detector.examples})
LONG = pytest.param(100_000, marks=[pytest.mark.fuzz, pytest.mark.timeout(0)])


def covered(text):
    """The places of the text that are replaced, of characters that are seen."""
    places = (range(match.start, match.end) for match in REDACTOR.find(text))
    return {place for part in places for place in part if text[place] not in "\u202e\u202c"}


# Values that are found, from end to end and no further, between any words.
ALONE = [
    value
    for value in VALUES
    if "\n" not in value
    and all(
        covered(f"{word} {value} {word}") == set(range(len(word) + 1, len(word) + 1 + len(value)))
        for word in ("lorem", "слово")
    )
]


@pytest.mark.parametrize("runs", [300, LONG])
def test_a_value_is_covered_from_its_first_character_to_its_last(runs):
    random = Random(runs)
    for _ in range(runs):
        value, writing = random.choice(ALONE), random.choice(list(WRITINGS))
        text, (start, end) = planted(value, writing, random)
        assert covered(text) == set(range(start, end)), (writing, text)


@pytest.mark.parametrize("runs", [30, LONG])
def test_nothing_is_found_in_a_redacted_text_and_a_stream_gives_the_same(runs):
    random = Random(runs)
    for _ in range(runs):
        text = scrambled(TEXTS, random)
        try:
            whole = REDACTOR.redact(text)
        except NotInspectable:
            continue
        assert REDACTOR.find(whole.value) == [], text
        assert REDACTOR.redact(whole.value).value is whole.value
        size = random.choice((7, 50, 300, 3_000)) if len(text) < 3_000 else 3_000
        assert streamed(text, size) == (whole.value, whole.counts), (size, text)


def streamed(text, size):
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(pieces) + stream.flush(), stream.counts


def test_most_of_the_catalogue_is_planted():
    assert len(ALONE) > len(VALUES) / 2
