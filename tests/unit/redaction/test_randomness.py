import zlib

import pytest

from enforcecore_core.redaction.randomness import (
    entropy,
    has_checksum,
    is_masked,
    is_mixed,
    is_stand_in,
    reads_as_words,
)

DRAWN = "9f8Xq2LmW7vKpR4tZk3d"


@pytest.mark.parametrize(
    "text", ["xxxxxxxxxxxx", "****", "your-api-key", "KEY_HERE", "changeme99!", "000000000000ab12c"]
)
def test_what_shows_where_a_secret_would_stand_is_masked(text):
    assert is_masked(text)


@pytest.mark.parametrize("text", ["AKIAIOSFODNN7EXAMPLE", "0123456789abcdef"])
def test_samples_of_documentation_are_stand_ins_that_are_not_masked(text):
    assert is_stand_in(text)
    assert not is_masked(text)


def test_what_is_drawn_is_no_stand_in():
    assert not is_stand_in(DRAWN)


def test_entropy_is_in_bits_for_each_character():
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2


def test_drawn_text_changes_its_class_more_often_than_names_do():
    assert is_mixed(DRAWN, 0.5)
    assert not is_mixed("getAccessTokenForUser", 0.5)


@pytest.mark.parametrize("text", ["my-app-certificate-2", "correctHorseBattery", "PRODUCTION"])
def test_words_are_recognised(text):
    assert reads_as_words(text)


@pytest.mark.parametrize("text", [DRAWN, "hmd8ydyxuwk6lunzdlfcvdnie", "deadbeef1234abcdef"])
def test_what_cannot_be_pronounced_reads_as_no_words(text):
    assert not reads_as_words(text)


def checked(random):
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number, text = zlib.crc32(random.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        text = digits[digit] + text
    return f"ghp_{random}{text}"


def test_a_checksum_is_found_at_the_end_of_a_token():
    token = checked("x" * 30)
    assert has_checksum(token)
    assert not has_checksum(token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert not has_checksum("ghp_" + "x" * 35 + "-")
