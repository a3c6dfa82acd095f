import random
import time

import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.encodings import BINARY

REDACTOR = Redactor()
MAIL = b"bob@example.com"


def noise(size, seed=0):
    return random.Random(seed).randbytes(size)


def redact(value):
    return REDACTOR.redact(value).value


def test_bytes_that_are_no_text_are_left_alone():
    blocks = [noise(4_096, seed) for seed in range(200)]
    assert sum(redact(block) is not block for block in blocks) <= 1


def test_bytes_that_are_no_text_take_little_time():
    value = noise(65_536)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        redact(value)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.5


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (noise(500) + b"\0" + MAIL + b"\0" + noise(500, 1), b"\0<EMAIL>\0"),
        (b"\x82\xa3ssn\xa9123456789\0", b"\xa3ssn\xa9<US_SSN>\0"),
        (b"\x8c\x03ssn\x94\x8c\t123456789\x94s.", b"ssn\x94\x8c\t<US_SSN>\x94s."),
        (b"\x99\1" + MAIL.decode().encode("utf-16-le") + b"\0\x81", b"\x99\1<EMAIL>\0\0\x81"),
        (b"\x99\1" + MAIL.decode().encode("utf-16-be") + b"\0\x81", b"\x99\1\0<EMAIL>\0\x81"),
    ],
    ids=["in noise", "under a name", "pickled under a name", "UTF-16", "UTF-16, big-endian"],
)
def test_a_value_in_bytes_that_are_no_text_is_replaced(given, expected):
    assert expected in redact(given)


@pytest.mark.parametrize("gap", [b"\x01", b"\xe9", b"\0", b"\x01\x02\x81\x82\x83\x84"])
def test_nothing_is_read_across_what_is_no_text(gap):
    value = b"\x81\x01 4111" + gap + b"11111111" + gap + b"1111 \x81"
    assert redact(value) is value


def test_a_text_with_a_control_for_colours_is_a_text():
    assert redact(b"\x1b[1m jan\xe9@example.com \x1b[0m") == b"\x1b[1m <EMAIL> \x1b[0m"


@pytest.mark.parametrize("size", [0, 1, 5, 300, 5_000])
def test_what_is_decoded_from_bytes_encodes_to_them(size):
    value = noise(size) + b"a\0b\0c\0d"
    parts = BINARY.parts(value)
    encoded = [part if isinstance(part, bytes) else BINARY.encode(part) for part in parts]
    assert b"".join(encoded) == value


def test_a_few_characters_among_what_is_no_text_are_no_address():
    value = b"\x81\1\2\3\4 1::a\x81\1\2\3\4"
    assert redact(value) is value
