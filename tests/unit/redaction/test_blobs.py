import base64
import gzip
import zlib

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction.blobs import blobs, may_hold
from enforcecore_core.redaction.editing import Original
from enforcecore_core.redaction.wrapping import unwrapped, wrapped

SECRET = "jane@example.com"
STANDARD = base64.b64encode(SECRET.encode()).decode()


def texts(text):
    return [blob.text for blob in blobs(text)]


@pytest.mark.parametrize(
    "encoded",
    [
        STANDARD,
        base64.urlsafe_b64encode(b"???>>>jane@example.com").decode(),
        STANDARD.rstrip("="),
        SECRET.encode().hex(),
        SECRET.encode().hex().upper(),
        base64.b64encode(SECRET.encode("utf-16-le")).decode(),
        base64.b64encode(f"\xff\xfe\x01{SECRET}".encode("latin-1")).decode(),
    ],
    ids=["base64", "base64url", "no-padding", "hex", "upper-hex", "utf-16", "in-binary"],
)
@pytest.mark.parametrize(
    "around", ["{}", "key={}", "/path/to/{}", "x{}", "xy{}", "xyz{}", "{} end"]
)
def test_an_encoded_text_is_read_wherever_it_begins(encoded, around):
    found = [text.replace("\0", "") for text in texts(around.format(encoded))]
    assert any(SECRET in text for text in found)


def test_text_in_another_script_is_read():
    assert "пароль 漢字" in texts(base64.b64encode("пароль 漢字".encode()).decode())


def test_a_blob_says_where_it_stands():
    [blob] = [one for one in blobs(f"see /a/{STANDARD} there") if SECRET in one.text]
    assert f"see /a/{STANDARD} there"[blob.start : blob.end] in (f"/a/{STANDARD}", STANDARD)


@pytest.mark.parametrize(
    "text",
    ["understanding internationalization", "a plain sentence.", "2026-11-25"],
)
def test_words_are_no_encoded_text(text):
    assert texts(text) == []


@pytest.mark.parametrize("end_of_line", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["", "  \t"])
def test_lines_of_a_blob_are_joined(end_of_line, indent):
    encoded = base64.encodebytes(b"x" * 100 + SECRET.encode() + b"y" * 100).decode()
    text = encoded.replace("\n", end_of_line + indent)
    joined = unwrapped(Original(text))
    assert joined.text.split() == ["".join(encoded.split())]
    assert any(SECRET in found for found in texts(joined.text))
    [(start, end)] = wrapped(text)
    assert text[start:end].count("\n") == text.count("\n") - 1


def test_lines_of_prose_are_not_joined():
    view = Original("one line\nanother line\n")
    assert unwrapped(view) is view


@pytest.mark.parametrize(
    "encoded",
    [
        SECRET.encode().hex(":"),
        SECRET.encode().hex(" ").upper(),
        SECRET.encode().hex("-"),
        SECRET.encode().hex(" ", -2),
        "0x" + SECRET.encode().hex(" ").replace(" ", ", 0x"),
    ],
    ids=["colons", "spaces", "hyphens", "fours", "array"],
)
def test_groups_of_hexadecimal_are_joined(encoded):
    assert SECRET in texts(unwrapped(Original(f"at {encoded} there")).text)
    [(start, end)] = wrapped(f"at {encoded} there")
    assert f"at {encoded} there"[start:end] == encoded.removeprefix("0x")


@pytest.mark.parametrize("lines", [0, 90, 1_000])
def test_groups_are_joined_in_every_line_of_a_long_text(lines):
    prose = "some words, and de:ad:be\n" * lines
    text = f"{prose}6a:61:6e:65:40:65:78:61:6d:70\n{prose}6a 61 6e 65 40 65 78 61"
    joined = unwrapped(Original(text)).text
    assert joined == f"{prose}6a616e65406578616d70\n{prose}6a616e6540657861"


@pytest.mark.parametrize("text", ["00:1a:2b:3c:4d:5e", "12 34 56 78 90 12 34", "2026-11-25 10:00"])
def test_few_groups_are_no_encoded_text(text):
    view = Original(text)
    assert unwrapped(view) is view


@pytest.mark.parametrize("around", ["{}", "data:application/gzip;base64,{}", "/path/to/{}", "a={}"])
def test_what_is_packed_is_unpacked(around):
    packed = base64.b64encode(gzip.compress(SECRET.encode())).decode()
    assert SECRET in texts(around.format(packed))


@pytest.mark.parametrize("level", [0, 1, 6, 9])
def test_what_zlib_packed_is_unpacked(level):
    packed = zlib.compress(f"a, b, c: {SECRET}".encode(), level)
    assert any(SECRET in text for text in texts(base64.urlsafe_b64encode(packed).decode()))


def test_what_is_packed_is_unpacked_up_to_where_it_is_damaged():
    packed = gzip.compress(f"{SECRET} {bytes(range(256)).hex()}".encode())
    damaged = packed[:-8] + b"\xff" * 40
    assert any(SECRET in text for text in texts(base64.b64encode(damaged).decode()))


def test_of_what_unpacks_to_a_lot_the_beginning_is_given():
    bomb = texts(base64.b64encode(gzip.compress(b"x" * 10_000_000)).decode())
    assert 500_000 < max(map(len, bomb)) <= 1 << 20


@pytest.mark.parametrize("secret", ["a@b.co.uk", SECRET, "пароль", "x" * 40])
@pytest.mark.parametrize("shift", range(4))
def test_the_gate_lets_no_encoded_text_slip(secret, shift):
    text = "z" * shift + base64.b64encode(secret.encode()).decode()
    if texts(text):
        assert may_hold(text)


@pytest.mark.parametrize(
    "word", ["recipients", "credentials_dict", "InvalidSignature", "SimpleNamespace", "Essentially"]
)
def test_a_name_before_a_word_makes_no_encoded_password_of_it(word):
    text = f"password = {word}[user]"
    assert Redactor().redact(text).value is text


@pytest.mark.parametrize("encoded", ["MSRjNFVGOTFW", "RnFUUGpTRDAk", "RHRYITlNMFNU"])
def test_a_name_before_an_encoded_password_says_so_though_it_reads_as_words(encoded):
    text = f"password = {encoded} # decode"
    assert Redactor().redact(text).value == "password = <PASSWORD> # decode"
