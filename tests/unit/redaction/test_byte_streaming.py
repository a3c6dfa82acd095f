import random
import time

import pytest

from enforcecore_core.redaction import RedactedBytes, Redactor

REDACTOR = Redactor()
TEXT = f"an jané@example.com, grüße, ada@example.org {'wort ' * 300}4111 1111 1111 1111 é"
MAIL = b"bob@example.com"


def noise(size, seed=0):
    return random.Random(seed).randbytes(size)


def streamed(value, size):
    stream = RedactedBytes(REDACTOR.stream)
    pieces = [stream.feed(value[at : at + size]) for at in range(0, len(value), size)]
    return b"".join(pieces) + stream.flush(), dict(stream.counts)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "utf-16", "utf-16-le", "latin-1"])
@pytest.mark.parametrize("size", [1, 3, 64, 100_000])
def test_a_text_in_pieces_gives_what_the_whole_gives(encoding, size):
    value = TEXT.encode(encoding, "replace")
    whole = REDACTOR.redact(value)
    assert streamed(value, size) == (whole.value, dict(whole.counts))


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"x",
        "é".encode() + b"\xc3",
        b"\xff\xfe",
        b"\xff\xfe\x3d\xd8",
        b"\xff\xfea",
        b"caf\xe9",
        b"a\0b\0\x81c\0d\0",
        noise(1_000),
        b"plain words " * 20 + noise(1_000, 1),
    ],
    ids=range(10),
)
@pytest.mark.parametrize("size", [1, 5, 100_000])
def test_what_holds_nothing_comes_out_as_it_came(value, size):
    assert streamed(value, size) == (value, {})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (noise(300) + b"\0" + MAIL + b"\0" + noise(300, 1), b"\0<EMAIL>\0"),
        (b"\x82\xa3ssn\xa9123456789\0" + noise(50), b"\xa3ssn\xa9<US_SSN>\0"),
        (b"\x80\4" + noise(50) + b"ssn\x94\x8c\x01123456789\x94s.", b"ssn\x94\x8c\x01<US_SSN>\x94"),
        (b"\x99\1" + MAIL.decode().encode("utf-16-le") + b"\0\x81", b"\x99\1<EMAIL>\0\0\x81"),
        ("größe \xff ".encode() + b"\xff " + MAIL, b"\xff <EMAIL>"),
        ("größe ".encode() + b"\xff\xfe\xff " + MAIL + noise(50), b"\xff <EMAIL>"),
        (b"a\0 \x81 " + MAIL, b"\x81 <EMAIL>"),
    ],
    ids=["in noise", "named", "pickled", "UTF-16", "nearly UTF-8", "hardly UTF-8", "late"],
)
@pytest.mark.parametrize("size", [*range(1, 14, 2), 100_000])
def test_a_value_in_bytes_that_are_no_text_is_replaced_wherever_it_is_cut(given, expected, size):
    assert expected in streamed(given, size)[0]


def test_bytes_that_are_no_text_are_given_out_at_once_and_take_little_time():
    value = noise(1 << 18)
    stream = RedactedBytes(REDACTOR.stream)
    started = time.perf_counter()
    for at in range(0, len(value), 1 << 16):
        assert len(stream.feed(value[at : at + (1 << 16)])) > (1 << 16) - 1_000
    assert time.perf_counter() - started < 3
