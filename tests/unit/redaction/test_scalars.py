import decimal
import pathlib

import pytest

from enforcecore_core.redaction import NotInspectable, Redactor

MAIL = "bob@example.com"
CARD = 4111111111111111


def redact(value):
    return Redactor().redact(value).value


class Marked:
    mark: object = None


class MarkedInt(Marked, int):
    pass


class MarkedFloat(Marked, float):
    pass


class MarkedDecimal(Marked, decimal.Decimal):
    pass


class MarkedPath(Marked, pathlib.PurePosixPath):
    pass


class MarkedBytes(Marked, bytes):
    pass


class MarkedByteArray(Marked, bytearray):
    pass


class MarkedText(Marked, str):  # noqa: SLOT000 - it is to carry attributes
    def __str__(self):
        return "nothing"


NUMBERS = [MarkedInt(3), MarkedFloat(3), MarkedDecimal(3), MarkedPath("/srv")]
BYTES = [MarkedBytes(b"x"), MarkedByteArray(b"x")]


@pytest.mark.parametrize("value", [*NUMBERS, *BYTES], ids=lambda value: type(value).__name__)
def test_a_subclass_that_carries_what_matches_is_refused(value):
    value.mark = [MAIL]
    with pytest.raises(NotInspectable, match=type(value).__name__):
        redact(value)


@pytest.mark.parametrize("value", [*NUMBERS, *BYTES], ids=lambda value: type(value).__name__)
def test_a_subclass_without_matches_comes_back_itself(value):
    value.mark = "fine"
    assert redact(value) is value


@pytest.mark.parametrize("cls", [MarkedBytes, MarkedByteArray])
def test_bytes_of_a_class_of_their_own_that_match_are_refused(cls):
    with pytest.raises(NotInspectable, match=cls.__name__):
        redact(cls(MAIL.encode()))


def test_a_number_of_a_class_of_its_own_that_matches_is_replaced():
    assert redact(MarkedInt(CARD)) == "<CARD>"


def test_text_is_read_as_it_is_and_not_as_it_prints():
    text = MarkedText(MAIL)
    text.mark = MAIL
    result = redact(text)
    assert str.__eq__(result, "<EMAIL>")
    assert (type(result), result.mark) == (MarkedText, "<EMAIL>")


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_bytes_keep_their_encoding(encoding):
    assert redact(f"é {MAIL} é".encode(encoding)) == "é <EMAIL> é".encode(encoding)


@pytest.mark.parametrize(
    "number", [CARD * 10, 10**13 + 1, 0.4111111111111111, 1.4111111111111111e-5]
)
def test_numbers_that_only_resemble_a_card_stay(number):
    assert redact(number) is number


def test_a_fraction_under_a_name_can_be_a_coordinate():
    value = {"lat": 48.85837, "lng": -2.294481, "temperature": 21.12345}
    assert redact(value) == {
        "lat": "<COORDINATES>",
        "lng": "<COORDINATES>",
        "temperature": 21.12345,
    }
