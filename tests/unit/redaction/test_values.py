import array
import datetime as dt
import decimal
import enum
import io
import ipaddress
import pathlib
import threading
import types
import uuid
from collections import (
    ChainMap,
    Counter,
    OrderedDict,
    UserDict,
    UserList,
    UserString,
    defaultdict,
    deque,
)
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import pydantic
import pydantic.v1
import pytest

from enforcecore_core.redaction import NotInspectable, Redactor
from enforcecore_core.redaction.walking import MAX_DEPTH

MAIL = "bob@example.com"
WIDE_MAIL = "".join(chr(ord(char) + 0xFEE0) for char in MAIL)
CARD = 4111111111111111
REDACTOR = Redactor()


def redact(value):
    return REDACTOR.redact(value).value


class Point(NamedTuple):
    x: object
    y: object


@dataclass
class Open:
    text: str
    more: list = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Closed:
    text: str
    made: int = field(default=1, init=False)


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", frozen=True)
    text: str
    inner: object = None
    _private: str = pydantic.PrivateAttr("")

    @property
    def private(self):
        return self._private

    def keep(self, text):
        self._private = text


class OldModel(pydantic.v1.BaseModel):
    text: str


class Root(pydantic.RootModel[list[str]]):
    pass


class Tagged(str):
    __slots__ = ("tag",)


class Labelled(list):
    label: object = None


class Slotted(dict):
    __slots__ = ("note",)


class Colour(enum.Enum):
    RED = "red"
    MAIL = MAIL


class Word(enum.StrEnum):
    MAIL = MAIL


class Registry(Mapping):
    def __init__(self, content):
        self._content = content

    def __getitem__(self, key):
        return self._content[key]

    def __iter__(self):
        return iter(self._content)

    def __len__(self):
        return len(self._content)


class Row(Sequence):
    def __init__(self, *items):
        self._items = items

    def __getitem__(self, index):
        return self._items[index]

    def __len__(self):
        return len(self._items)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (MAIL, "<EMAIL>"),
        ([MAIL, 1], ["<EMAIL>", 1]),
        ((MAIL,), ("<EMAIL>",)),
        (Point(MAIL, 2), Point("<EMAIL>", 2)),
        ({MAIL}, {"<EMAIL>"}),
        (frozenset({MAIL}), frozenset({"<EMAIL>"})),
        (deque([1, MAIL], 2), deque([1, "<EMAIL>"], 2)),
        ({"a": {"b": [MAIL]}}, {"a": {"b": ["<EMAIL>"]}}),
        (OrderedDict(b=MAIL, a=1), OrderedDict(b="<EMAIL>", a=1)),
        (Counter({MAIL: 3}), Counter({"<EMAIL>": 3})),
        (UserDict({MAIL: 1}), UserDict({"<EMAIL>": 1})),
        (UserList([MAIL]), UserList(["<EMAIL>"])),
        (UserString(MAIL), UserString("<EMAIL>")),
        (ChainMap({}, {"a": MAIL}), ChainMap({}, {"a": "<EMAIL>"})),
        (types.MappingProxyType({"a": MAIL}), types.MappingProxyType({"a": "<EMAIL>"})),
        (types.SimpleNamespace(a=MAIL), types.SimpleNamespace(a="<EMAIL>")),
        (Open(MAIL, [MAIL]), Open("<EMAIL>", ["<EMAIL>"])),
        (Closed(MAIL), Closed("<EMAIL>")),
        (Model(text=MAIL, inner=Closed(MAIL)), Model(text="<EMAIL>", inner=Closed("<EMAIL>"))),
        (Model(text="a", extra=[MAIL]), Model(text="a", extra=["<EMAIL>"])),
        (OldModel(text=MAIL), OldModel(text="<EMAIL>")),
        (Root([MAIL]), Root(["<EMAIL>"])),
        (pydantic.SecretStr(MAIL), pydantic.SecretStr("<EMAIL>")),
        (pydantic.SecretBytes(MAIL.encode()), pydantic.SecretBytes(b"<EMAIL>")),
        (MAIL.encode(), b"<EMAIL>"),
        (bytearray(MAIL.encode()), bytearray(b"<EMAIL>")),
        (b"\xff " + MAIL.encode() + b" \xe9", b"\xff <EMAIL> \xe9"),
        (pydantic.v1.SecretStr(MAIL), pydantic.v1.SecretStr("<EMAIL>")),
        (pydantic.v1.SecretBytes(MAIL.encode()), pydantic.v1.SecretBytes(b"<EMAIL>")),
        (memoryview(MAIL.encode()), memoryview(b"<EMAIL>")),
        (pathlib.PurePosixPath("/home", MAIL), pathlib.PurePosixPath("/home/<EMAIL>")),
        (Tagged(MAIL), Tagged("<EMAIL>")),
        (Labelled([MAIL]), Labelled(["<EMAIL>"])),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_matches_is_replaced_and_the_type_is_kept(value, expected):
    result = redact(value)
    assert result == expected
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (CARD, "<CARD>"),
        (-CARD, "<CARD>"),
        (float(CARD), "<CARD>"),
        (378282246310005.5, "<CARD>.5"),
        (decimal.Decimal(CARD), "<CARD>"),
        (decimal.Decimal("4.111111111111111E+15"), "<CARD>"),
        (ipaddress.ip_address("203.0.113.7"), "<IP_ADDRESS>"),
        (ipaddress.ip_network("203.0.113.0/24"), "<IP_ADDRESS>/24"),
        (pydantic.AnyUrl("ftp://u:pass@h/"), "<URL_PASSWORD>"),
        (pydantic.HttpUrl("http://203.0.113.7/"), "http://<IP_ADDRESS>/"),
        (pydantic.PostgresDsn("postgres://u:pass@h/d"), "<URL_PASSWORD>"),
        (Fraction(CARD, 2), "<CARD>/2"),
        (range(CARD), "range(0, <CARD>)"),
        ({MAIL: 1}.keys(), ["<EMAIL>"]),
        ({1: MAIL}.values(), ["<EMAIL>"]),
        ({1: MAIL}.items(), [(1, "<EMAIL>")]),
        (Registry({MAIL: MAIL}), {"<EMAIL>": "<EMAIL>"}),
        (Row(MAIL, 1), ["<EMAIL>", 1]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_room_for_a_placeholder_becomes_what_has(value, expected):
    assert redact(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, ..., NotImplemented, 0, 12345678901234, 10**40, 1.5, float("nan"), 1e300),
        *(123456789012345.5, "text", b"bytes", b"\xff\x00", bytearray(b"x"), memoryview(b"x")),
        *(decimal.Decimal("NaN"), decimal.Decimal("1E+1000000"), Fraction(1, 3), 1j, range(9)),
        *(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.date(2026, 1, 1), dt.timedelta(1)),
        *(uuid.UUID(int=CARD), pathlib.Path("/srv"), ipaddress.ip_network("::/0")),
        *([], {}, (), set(), frozenset(), deque(), [1, [2, {"a": (3,)}]], Point(1, 2)),
        *(Open("a"), Closed("a"), Model(text="a", more=1), OldModel(text="a"), Root(["a"])),
        *(defaultdict(list, a=[1]), OrderedDict(a=1), UserDict(a=1), ChainMap({"a": 1})),
        *(types.MappingProxyType({"a": 1}), types.SimpleNamespace(a=1), pydantic.SecretStr("a")),
        *(Tagged("a"), Labelled("a"), Colour.RED, pydantic.AnyUrl("http://h/"), Row(1), {1}, {}),
        *(Registry({"a": 1}), {"a": 1}.keys(), types.MappingProxyType({}), "\ud800", Slotted(a=1)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_does_not_match_comes_back_as_the_same_object(value):
    assert redact(value) is value
    assert redact([value])[0] is value


class Characters(array.array):
    pass


class Broken(Registry):
    def items(self):
        raise LookupError(MAIL)


def generator():
    yield MAIL


async def coroutine():
    return MAIL


class Unknown:
    def __repr__(self):
        return MAIL


@pytest.mark.parametrize(
    "value",
    [
        *(Unknown(), Unknown, print, generator(), io.StringIO(MAIL), iter([MAIL])),
        *(ValueError(MAIL), array.array("b", MAIL.encode()), threading.Lock(), types),
        *(Characters("b", MAIL.encode()), Broken({})),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_type_that_cannot_be_looked_into_is_refused_by_its_name_alone(value):
    with pytest.raises(NotInspectable) as refusal:
        redact({"a": [value]})
    assert refusal.value.type_name == type(value).__name__
    assert MAIL not in str(refusal.value)


def test_a_coroutine_is_refused():
    started = coroutine()
    with pytest.raises(NotInspectable, match="coroutine"):
        redact(started)
    started.close()


@pytest.mark.parametrize("member", [Colour.MAIL, Word.MAIL, enum.Enum("Names", {MAIL: 1})[MAIL]])
def test_an_enum_member_that_matches_is_refused(member):
    with pytest.raises(NotInspectable, match="enum"):
        redact(member)


def test_an_integer_too_long_to_print_is_refused():
    with pytest.raises(NotInspectable, match="digits"):
        redact(10**5000)


def test_a_moment_whose_zone_is_named_by_what_matches_is_refused():
    zone = dt.timezone(dt.timedelta(0), MAIL)
    with pytest.raises(NotInspectable, match="prints"):
        redact(dt.datetime(2026, 1, 1, tzinfo=zone))


def test_a_value_that_contains_itself_is_refused():
    value = {"a": []}
    value["a"].append(value)
    with pytest.raises(NotInspectable, match="contains itself"):
        redact(value)


def nested(depth):
    value = MAIL
    for _ in range(depth):
        value = [value]
    return value


def test_the_deepest_nesting_is_looked_into():
    assert MAIL not in repr(redact(nested(MAX_DEPTH)))


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 50_000])
def test_deeper_nesting_is_refused(depth):
    with pytest.raises(NotInspectable, match="deep"):
        redact(nested(depth))


def test_more_than_a_million_values_are_refused():
    with pytest.raises(NotInspectable, match="1000000"):
        redact([None] * 1_000_000)


def test_a_collection_without_end_is_refused():
    class Endless(Row):
        def __iter__(self):
            while True:
                yield None

    with pytest.raises(NotInspectable, match="1000000"):
        redact(Endless())


def test_what_occurs_often_is_looked_into_once_and_stays_one_object():
    value = [MAIL]
    for _ in range(60):
        value = [value, value]
    result = Redactor().redact(value)
    assert result.value[0] is result.value[1]
    assert result.counts == {"EMAIL": 1}


def test_private_attributes_of_a_model_are_redacted():
    model = Model(text="a")
    model.keep(MAIL)
    assert redact(model).private == "<EMAIL>"


@pytest.mark.parametrize("make", [tuple, list], ids=["tuple", "list"])
def test_the_original_is_left_as_it_was(make):
    original = {"a": make([MAIL]), MAIL: {MAIL}}
    redact(original)
    assert original == {"a": make([MAIL]), MAIL: {MAIL}}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["4111", "1111", "1111", "1111"], ["<CARD>"] * 4),
        ([4111, 1111, 1111, 1111], ["<CARD>"] * 4),
        (("ada", "@example.org"), ("<EMAIL>", "<EMAIL>")),
        (["4111 1111", "1111 1111"], ["<CARD>", "<CARD>"]),
        ({"card": ["4111", "11111111", "1111"]}, {"card": ["<CARD>"] * 3}),
    ],
)
def test_the_parts_of_one_value_are_replaced_together(parts, expected):
    assert Redactor().redact(parts).value == expected


@pytest.mark.parametrize(
    "parts",
    [
        ["4111", "1111", "1111", "1112"],
        ["4111", "1111", "1111", "1111", "x"],
        ["4111", None, "1111", "11111111"],
        [1] * 16,
        ["a", "b"],
    ],
)
def test_items_that_make_no_value_stay(parts):
    assert Redactor().redact(parts).value is parts


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "latin-1"])
def test_bytes_are_read_in_their_encoding(encoding):
    given = "grüße an ada@example.org".encode(encoding)
    assert Redactor().redact(given).value == "grüße an <EMAIL>".encode(encoding)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (b"\xff\xfe, " + MAIL.encode(), b"\xff\xfe, <EMAIL>"),
        (b"\xff\xfe" + WIDE_MAIL.encode("utf-16-le") + b"!", "<EMAIL>".encode("utf-16") + b"!"),
        (b"\xfe\xff" + MAIL.encode("utf-16-be"), b"\xfe\xff" + "<EMAIL>".encode("utf-16-be")),
        (WIDE_MAIL.encode() + b" \xff", b"<EMAIL> \xff"),
        (b"jan\xe9@example.com \xff", b"<EMAIL> \xff"),
    ],
    ids=["a mark before ASCII", "half a character", "big-endian", "invalid UTF-8", "latin-1"],
)
def test_bytes_that_start_or_end_like_something_else_are_read_in_every_way(given, expected):
    assert redact(given) == expected
