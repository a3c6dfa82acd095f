import base64
import random

import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.base32 import BASE32, in_ascii85, open_ascii85, read, runs, symbols
from enforcecore_core.redaction.blobs import blobs, may_hold
from enforcecore_core.redaction.gates import compiled

REDACTOR = Redactor()
SECRET = "jane@example.com"
IN_BASE32 = base64.b32encode(SECRET.encode()).decode()
IN_ASCII85 = base64.a85encode(SECRET.encode(), adobe=True).decode()


@pytest.mark.parametrize("encoded", [IN_BASE32, IN_BASE32.rstrip("=")], ids=["padded", "not"])
@pytest.mark.parametrize("before", ["", "=", "/PATH/", *("ABCDEFGH"[:n] for n in range(1, 9))])
def test_base32_is_read_wherever_it_begins(encoded, before):
    text = f"{before}{encoded} end"
    found = [blob for blob in blobs(text) if SECRET in blob.text]
    assert found
    assert all(encoded in text[blob.start : blob.end] for blob in found)


@pytest.mark.parametrize("secret", ["0123456789", "a b\tc\nd\r!~", "x" * 40, SECRET])
@pytest.mark.parametrize("shift", range(8))
def test_the_gate_lets_no_ascii_of_ten_characters_slip(secret, shift):
    text = "A" * shift + base64.b32encode(secret.encode()).decode()
    assert compiled([BASE32])(text)
    assert may_hold(text)
    assert any(secret in blob.text for blob in blobs(text))


def test_a_run_is_read_with_each_number_of_bits_left_over():
    number = random.Random(1)
    for _ in range(200):
        encoded = number.randbytes(number.randrange(1, 40))
        run = base64.b32encode(encoded).decode().rstrip("=")
        rest = len(run) * 5 - len(encoded) * 8
        assert (encoded, rest) in list(read(run))
        assert symbols(run, rest, 0, len(encoded)) == (0, len(run))


@pytest.mark.parametrize(
    "text",
    ["INTERNATIONALIZATION", "MFRGGZDFMZTWQ2LK"[:15], "njqw4zkamv4gc3lqnrss4y3pnu", "A" * 40],
)
def test_words_and_numbers_are_no_base32(text):
    assert list(runs(text, 0, len(text))) == []


@pytest.mark.parametrize(("before", "rest"), [("", ""), ("ABCDEFG", ""), ("ABCDEFGH", "ABCDEFGH")])
def test_what_is_too_short_to_encode_anything_by_itself_is_part_of_it(before, rest):
    [blob] = [one for one in blobs(f"={before}{IN_BASE32}") if one.text.endswith(SECRET)]
    assert blob.start == 1 + len(rest)
    assert blob.run == 1


@pytest.mark.parametrize("between", ["", "\n", " "])
def test_ascii85_is_read_between_its_signs(between):
    middle = len(IN_ASCII85) // 2
    text = f"a {IN_ASCII85[:middle]}{between}{IN_ASCII85[middle:]} b"
    assert list(in_ascii85(text)) == [(SECRET.encode(), 2, len(text) - 2)]


@pytest.mark.parametrize("text", ["x <~ y", "<~zzvzz~>", '<~s8W-"~>', "~><~", "<EMAIL>"])
def test_what_is_no_ascii85_is_left(text):
    assert list(in_ascii85(text)) == []


def test_ascii85_may_end_with_a_sign_like_its_first():
    assert [place for _, *place in in_ascii85('<~F(0)q=)pZ*"<~>')] == [[0, 16]]
    assert list(open_ascii85("<~ab<~")) == [(0, 6)]


def test_ascii85_is_open_until_its_end():
    assert list(open_ascii85("a <~87cUR b <~87c~> c")) == [(2, 12), (12, 19)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"see {IN_BASE32}, and", "see <EMAIL>, and"),
        (f"see {IN_ASCII85}, and", "see <EMAIL>, and"),
        (base64.b64encode(IN_BASE32.encode()).decode(), "<EMAIL>"),
        (base64.b32encode(IN_ASCII85.encode()).decode(), "<EMAIL>"),
        (" ".join(IN_BASE32), "<EMAIL>"),
    ],
)
def test_a_value_is_found_in_it(text, expected):
    assert REDACTOR.redact(text).value == expected


@pytest.mark.parametrize("encode", [base64.b32encode, base64.a85encode])
@pytest.mark.parametrize("filling", ["a quiet day ", "    "])
@pytest.mark.parametrize("shift", range(0, 60, 9))
def test_a_stream_does_not_cut_it(encode, filling, shift):
    long = f"{filling * 400}{SECRET}{filling * 400}".encode()
    options = {"adobe": True, "wrapcol": 60} if encode is base64.a85encode else {}
    text = f"{'x' * shift} {'one ' * 200}{encode(long, **options).decode()} {'two ' * 200}"
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + 10]) for at in range(0, len(text), 10)]
    whole = REDACTOR.redact(text)
    assert whole.counts == {"EMAIL": 1}
    assert "".join(pieces) + stream.flush() == whole.value


@pytest.mark.parametrize("unit", ["<~", "<~ a", "~>", "MFRGGZDFMZTWQ2LK", "MFRGGZDFMZTWQ2LK=", "A"])
def test_it_takes_time_by_the_length_of_the_text(unit):
    text = unit * (200_000 // len(unit))
    for _ in (*blobs(text), *open_ascii85(text)):
        pass
