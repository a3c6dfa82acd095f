import pytest

from enforcecore_core import Redactor
from enforcecore_core.decision.redaction_rules import OwnDetector
from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.gates import compiled
from enforcecore_core.redaction.gluing import NUMBERS, Row, alone, rows

REDACTOR = Redactor()
EXAMPLES = sorted({example for detector in CATALOGUE for example in detector.examples})
# They begin with one sign over and over, which may be any number of values.
UNTOLD = ("4222222222222", "AAAAAAAAAAAAAAAAAAAAA1mX")
CARD = "4111 1111 1111 1111"


def every(text):
    return list(rows(text, 0, len(text)))


@pytest.mark.parametrize("count", [2, 3, 10])
def test_nothing_is_left_of_a_row_of_any_value(count):
    for text, value in EXAMPLES:
        before, _, after = text.partition(value)
        found = REDACTOR.find(text)
        is_found = any(text[one.start : one.end] == value for one in found)
        if value.startswith(UNTOLD) or not is_found or value.replace(" ", "").isalpha():
            continue
        glued = REDACTOR.find(before + value * count + after)
        covered = {place for one in glued for place in range(one.start, one.end)}
        row = range(len(before), len(before) + len(value) * count)
        assert covered.issuperset(row), (text, glued)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"SSN {'123456789' * 3}", "SSN <US_SSN><US_SSN><US_SSN>"),
        ("ip 203.0.113.7203.0.113.7", "ip <IP_ADDRESS><IP_ADDRESS>"),
        (f"{CARD * 10} and {'811218-9876' * 2}", f"{'<CARD>' * 10} and {'<SE_PERSONNUMMER>' * 2}"),
    ],
)
def test_each_value_of_a_row_is_one(text, expected):
    assert REDACTOR.redact(text).value == expected


def test_a_word_before_a_row_is_one_for_all_of_it():
    assert REDACTOR.redact(f"SSN {'123456789' * 200}").counts == {"US_SSN": 200}
    assert REDACTOR.redact({"ssn": "123456789" * 2}).counts == {"US_SSN": 2}
    assert not REDACTOR.redact(f"order {'123456789' * 2}").counts


def test_own_formats_are_found_in_a_row_and_what_is_kept_stays():
    own = OwnDetector(name="staff", kind="STAFF", pattern="S-[0-9]{6}", group="pii")
    assert Redactor(detectors=[own]).redact("S-123456" * 2).value == "<STAFF><STAFF>"
    assert Redactor(keep=[CARD]).redact(CARD * 2).value == CARD * 2


def test_a_row_begins_where_a_word_does_and_ends_within_one():
    assert every("x 12345678 12345678 y") == []
    assert every("x a12-345 6a12-345 6a12-345 6 y") == [Row(2, 9, 29)]
    assert every("xa12-345 6a12-345 6") == []
    assert every("lorem ipsulorem ipsu") == []
    assert every("1212121212121212") == []
    assert every("12345123451") == []
    assert every("QUJD" * 20) == []
    assert every("abcdefgh" * 8) == []
    assert every(f"{'abcdefghijklm_nopqrstuvwxyz' * 3} x") == [Row(0, 27, 81)]
    assert every("abcdefghijklm_nopqrstuvw" * 2) == [Row(0, 24, 48)]
    assert every("abcdefghijklm_nopqrstuv" * 3) == []
    assert every("a1b2c3a1b2c3x4a1b2c3a1b2c3x4") == [Row(0, 14, 28)]
    assert every(f"{'a1' * 6}x23{'a1' * 6}x23") == [Row(0, 15, 30)]


def test_what_is_alone_says_where_it_came_from():
    text = "to a12b34a12b34 and c56d78c56d78c56d78."
    once = alone(text, 0, len(text))
    assert once.text == "to a12b34 and c56d78."
    assert list(once.spans(3, 9)) == [(3, 9), (9, 15)]
    assert list(once.spans(15, 20)) == [(21, 26), (27, 32), (33, 38)]
    assert list(once.spans(0, 4)) == [(3, 4), (9, 10)]
    assert list(once.spans(8, 15)) == [(8, 9), (14, 15), (20, 21), (26, 27), (32, 33)]
    assert list(once.spans(9, 14)) == []
    assert alone("nothing 1234", 0, 12) is None


def test_the_gate_of_numbers_opens_for_every_row_of_a_number():
    for number in ("4111111", "1.1.1.1", CARD, "123-45-6789", "(0)30 901820"):
        assert compiled([r"[0-9]"])(number)
        assert NUMBERS(f"x {number}{number}")


@pytest.mark.parametrize("value", [CARD, "123 45 6789", "811218-9876", "JK 12 34 56 A"])
@pytest.mark.parametrize("size", [7, 50, 700])
def test_a_stream_finds_a_row_as_well(value, size):
    text = f"{'word ' * 90}ssn, card: {value * 120} {'word ' * 300}"
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
    whole = REDACTOR.redact(text)
    assert not any(char.isdigit() for char in whole.value)
    assert "".join(pieces) + stream.flush() == whole.value


@pytest.mark.parametrize("unit", ["1 ", "12345 ", "1a2b3c4 5d", "12-", "1234567 1234568 ", "a1"])
def test_it_takes_time_by_the_length_of_the_text(unit):
    every(unit * (200_000 // len(unit)))


def test_a_value_that_begins_with_one_sign_over_and_over_is_found_in_a_row():
    value = f"{'A' * 21}1mXgXFxnf5Tu12INh8FfXGvqZ9rukaUIt7ygOcX1DGaq02HZl"
    assert Redactor().redact(f"see {value * 3} now").counts == {"TWITTER_BEARER_TOKEN": 3}


@pytest.mark.parametrize("count", [5, 7, 9, 40])
def test_a_long_row_is_covered_to_its_end_whatever_its_values_hold(count):
    token = "fm1r_1rCnRiRaztpEt3JHRHftuca4z,v18qzW/_igTo5nZyJ"
    redacted = Redactor().redact(f"see {token * count} now").value
    assert token[-8:] not in redacted
    assert redacted.startswith("see <")
    assert redacted.endswith("> now")


@pytest.mark.parametrize(("length", "is_row"), [(6, True), (255, True), (256, True), (257, False)])
def test_a_value_in_a_row_is_neither_too_short_nor_too_long(length, is_row):
    value = "".join(f"{number:04}" for number in range(1_234, 2_234))[:length]
    assert every(value * 3) == ([Row(0, length, 3 * length)] if is_row else [])
