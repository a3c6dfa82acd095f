import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.repetition import Repetitions

REDACTOR = Redactor()
VALUES = [
    "4111111111111111",
    "jane@example.com",
    "DE89370400440532013000",
    "+14155552671",
    "54362315-k",
    "sk-lf-4ea38b7b-f563-7709-4bae-87aea15c0d3e",
    "PMAK-17db8e423517db8e423524e8-17db8e423517db8e423524e8bd710635f9",
]


def left(text):
    return {char for char in REDACTOR.redact(text).value if char.isdigit()}


@pytest.mark.parametrize("between", ["", "\n", ",", ", ", " ", ";", "|"])
@pytest.mark.parametrize("value", VALUES)
def test_a_value_over_and_over_is_found_each_time(value, between):
    assert left(between.join([value] * 500)) == set()


@pytest.mark.parametrize("value", VALUES)
def test_a_stream_finds_it_over_and_over_as_well(value):
    text = f"a {value * 60} b {value * 2}"
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + 50]) for at in range(0, len(text), 50)]
    assert "".join(pieces) + stream.flush() == REDACTOR.redact(text).value


def test_repetitions_stand_right_beside_a_value():
    text = "x--12345678--12345678.12345678.12345678 12345678"
    assert list(Repetitions(text).beside(3, 13)) == []
    text = "abcdefghabcdefghabcdefgh-abcdefgh"
    again = Repetitions(text)
    assert list(again.beside(8, 16)) == [(0, 8), (16, 24)]
    assert list(again.beside(16, 24)) == []
    assert list(again.beside(25, 33)) == []


@pytest.mark.parametrize("value", ["short", "with space"])
def test_what_is_short_or_has_white_space_has_no_repetitions(value):
    assert list(Repetitions(value * 3).beside(0, len(value))) == []
