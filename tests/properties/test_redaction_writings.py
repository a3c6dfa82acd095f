"""S4 for every way to write a value, on texts made from the catalogue's own examples.

The short runs are part of every test run; `make fuzz-redaction` makes them long.
"""

from __future__ import annotations

from collections.abc import ValuesView
from random import Random

import pytest
from reference.nestings import nested, size, texts
from reference.writings import UNSEEN, WRITINGS, mixed, planted, scrambled

from enforcecore_core.redaction import NotInspectable, Redactor
from enforcecore_core.redaction.detectors import CATALOGUE

REDACTOR = Redactor()
VALUES = sorted({part for detector in CATALOGUE for _, part in detector.examples})
TEXTS = sorted({text for detector in CATALOGUE for text, _ in detector.examples})

# Ten runs of ten thousand, each from a seed of its own.
FUZZ = [pytest.mark.fuzz, pytest.mark.timeout(0)]
SEEDS = [pytest.param(seed, 10_000, marks=FUZZ, id=f"seed-{seed}") for seed in range(10)]


def smoke(runs):
    return pytest.mark.parametrize(("seed", "runs"), [pytest.param(100, runs, id="smoke"), *SEEDS])


def covered(text, unseen="\u202e\u202c"):
    """The places of the text that are replaced, of characters that are seen."""
    places = (range(match.start, match.end) for match in REDACTOR.find(text))
    return {place for part in places for place in part if text[place] not in unseen}


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
# Those without signs that an encoding begins with, and in letters that mix with those of one.
UNESCAPED = [one for one in ALONE if one.isascii() and not set("%&\\").intersection(one)]


@smoke(300)
def test_a_value_is_covered_from_its_first_character_to_its_last(seed, runs):
    random = Random(seed)
    for _ in range(runs):
        value, writing = random.choice(ALONE), random.choice(list(WRITINGS))
        text, (start, end) = planted(value, writing, random)
        assert covered(text) == set(range(start, end)), (writing, text)


@smoke(100)
def test_offsets_are_those_of_what_stands_for_the_characters_of_a_value(seed, runs):
    """The reference writes each character by itself, so it knows where it put which."""
    random = Random(seed)
    for _ in range(runs):
        text, (start, end) = mixed(random.choice(UNESCAPED), random)
        assert covered(text) == set(range(start, end)), text


@smoke(100)
def test_what_nobody_sees_hides_nothing_of_a_value(seed, runs):
    """As it stands, it parts what is beside it, and a part may be a value as well."""
    random = Random(seed)
    for _ in range(runs):
        text, (start, end) = mixed(random.choice(UNESCAPED), random, UNSEEN)
        expected = {place for place in range(start, end) if text[place] not in UNSEEN}
        assert expected <= covered(text, UNSEEN), text


@smoke(50)
def test_nothing_is_found_in_a_redacted_text_and_redacting_it_again_changes_nothing(seed, runs):
    random = Random(seed)
    for _ in range(runs):
        text = scrambled(TEXTS, random)
        try:
            result = REDACTOR.redact(text).value
        except NotInspectable:
            continue
        assert REDACTOR.find(result) == [], text
        assert REDACTOR.redact(result).value is result


@smoke(50)
def test_a_stream_gives_what_the_whole_text_gives(seed, runs):
    random = Random(seed)
    for _ in range(runs):
        text = scrambled(TEXTS, random)
        try:
            whole = REDACTOR.redact(text)
        except NotInspectable:
            continue
        sizes = (7, 50, 300, 3_000) if len(text) < 600 else (300, 1_000, 3_000)
        size_ = random.choice(sizes)
        assert streamed(text, size_) == (whole.value, whole.counts), (size_, text)


@smoke(100)
def test_no_match_survives_in_nested_values_and_nothing_else_is_lost(seed, runs):
    random = Random(seed)
    for _ in range(runs):
        text = f"to {random.choice(ALONE)} ok"
        value = nested(text, random)
        result = REDACTOR.redact(value).value
        # Nobody can make a view of a mapping that is not there.
        assert type(result) is type(value) or isinstance(value, ValuesView), value
        assert size(result) == size(value), value
        assert all(REDACTOR.find(one) == [] for one in texts(result)), value
        assert REDACTOR.redact(result).value is result, value


def streamed(text, size_of_pieces):
    stream = REDACTOR.stream()
    pieces = [
        stream.feed(text[at : at + size_of_pieces]) for at in range(0, len(text), size_of_pieces)
    ]
    return "".join(pieces) + stream.flush(), stream.counts


def test_most_of_the_catalogue_is_planted():
    assert len(ALONE) > len(VALUES) / 2
    assert len(UNESCAPED) > len(VALUES) / 2
