import datetime as dt
import decimal
import enum
import pathlib
import random
import zoneinfo
from fractions import Fraction

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


@pytest.mark.parametrize("seed", range(4))
def test_bytes_that_are_no_text_are_not_taken_for_words_in_many_scripts(seed):
    value = random.Random(seed).randbytes(4_096)
    assert "OBFUSCATED" not in Redactor().redact(value).counts


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


class HidingInt(int):
    def __abs__(self):
        return 1

    def __lt__(self, other):
        return True

    __gt__ = __lt__


class HidingFloat(float):
    def __abs__(self):
        return 1.5

    def is_integer(self):
        return False


class HidingDecimal(decimal.Decimal):
    def __abs__(self):
        return decimal.Decimal(1)

    def __str__(self):
        return "1"

    def __format__(self, spec):
        return "1"


class HidingBytes(bytes):
    def __bytes__(self):
        return b""


class HidingPath(pathlib.PurePosixPath):
    def __str__(self):
        return "/"


class HidingDate(dt.date):
    def __str__(self):
        return "a day"


@pytest.mark.parametrize("cls", [HidingInt, HidingFloat, HidingDecimal])
def test_a_number_is_read_as_it_is_and_not_as_its_class_says(cls):
    assert redact(cls(CARD)) == "<CARD>"


def test_bytes_are_read_as_they_are_and_not_as_their_class_says():
    with pytest.raises(NotInspectable, match="HidingBytes"):
        redact(HidingBytes(MAIL.encode()))


def test_a_day_is_read_as_it_is_and_not_as_its_class_prints_it():
    assert redact({"dob": HidingDate(1985, 3, 1)}) == {"dob": "<DATE_OF_BIRTH>"}
    assert type(redact({"due": HidingDate(1985, 3, 1)})["due"]) is HidingDate


class RootedPath(pathlib.PurePosixPath):
    def __new__(cls, root, rest):
        return super().__new__(cls, root, rest)


@pytest.mark.parametrize("path", [HidingPath("/srv", MAIL), RootedPath("/srv", MAIL)])
def test_a_path_of_a_class_of_its_own_that_matches_becomes_one_of_the_library(path):
    result = redact(path)
    assert (type(result), str(result)) == (pathlib.PurePosixPath, "/srv/<EMAIL>")


class SlottedDate(dt.date):
    __slots__ = ("note",)


def test_slots_of_a_subclass_are_looked_into():
    day = SlottedDate(2026, 1, 1)
    assert redact(day) is day
    day.note = MAIL
    with pytest.raises(NotInspectable, match="SlottedDate"):
        redact(day)


def test_the_name_of_an_attribute_says_what_it_is():
    number = MarkedInt(3)
    number.bsn = "111222333"
    with pytest.raises(NotInspectable, match="MarkedInt"):
        redact(number)


def test_a_decimal_is_not_rounded_before_it_is_read():
    value = decimal.Decimal(f"{'7' * 30}.{CARD}")
    with decimal.localcontext(decimal.Context(traps=[decimal.Inexact])):
        assert redact(value) is value


@pytest.mark.parametrize("value", [Fraction(10**5000, 3), range(10**5000)])
def test_what_is_too_long_to_print_is_refused(value):
    with pytest.raises(NotInspectable, match="printed"):
        redact(value)


def test_a_released_view_is_refused():
    view = memoryview(b"x")
    view.release()
    with pytest.raises(NotInspectable, match="released"):
        redact(view)


class Mailbox(enum.StrEnum):
    def __new__(cls, mail, code):
        member = str.__new__(cls, mail)
        member._value_ = code
        return member

    OPS = (MAIL, 1)
    NONE = ("nobody", 2)


class Team(enum.Enum):
    OPS = 1
    NONE = 2

    def __init__(self, code):
        self.mail = MAIL if code == 1 else object()


@pytest.mark.parametrize("kind", [Mailbox, Team])
def test_all_that_a_member_of_an_enum_holds_is_looked_into(kind):
    assert redact(kind.NONE) is kind.NONE
    with pytest.raises(NotInspectable, match="enum member"):
        redact(kind.OPS)


class Zone(dt.tzinfo):
    def __init__(self, mail="", named=""):
        self.mail, self.named, self.lock = mail, named, object()

    def utcoffset(self, _moment):
        return dt.timedelta(0)

    def dst(self, _moment):
        return None

    def tzname(self, _moment):
        return "ops@example.com" if self.named == "by code" else self.named

    def __repr__(self):
        return "Zone()"


@pytest.mark.parametrize("zone", [Zone(mail=MAIL), Zone(named=MAIL), Zone(named="by code")])
def test_the_zone_of_a_moment_is_looked_into(zone):
    for moment in (dt.datetime(2026, 1, 1, tzinfo=zone), dt.time(1, tzinfo=zone)):
        with pytest.raises(NotInspectable, match="matches"):
            redact(moment)


@pytest.mark.parametrize("zone", [Zone(), dt.UTC, zoneinfo.ZoneInfo("Europe/Berlin")])
def test_a_moment_in_a_zone_that_says_nothing_stays(zone):
    moment = dt.datetime(2026, 1, 1, tzinfo=zone)
    assert redact(moment) is moment


def test_a_zone_that_does_not_say_its_name_is_refused():
    class Silent(Zone):
        def tzname(self, _moment):
            raise KeyError(MAIL)

    with pytest.raises(NotInspectable, match="a zone that has no name: Silent"):
        redact(dt.datetime(2026, 1, 1, tzinfo=Silent()))


def test_a_view_does_not_lead_to_what_matches_beside_it():
    view = redact(memoryview(f"hello {MAIL}".encode())[:5])
    assert (bytes(view), bytes(view.obj)) == (b"hello", b"hello")
    view = redact(memoryview(bytearray(f"hello {MAIL}".encode()))[:5])
    assert (bytes(view), view.readonly) == (b"hello", False)


def test_a_view_of_a_part_of_what_does_not_match_stays():
    view = memoryview(bytearray(b"hello world"))[:5]
    assert redact(view) is view
