import base64
import json

import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.gates import compiled
from enforcecore_core.redaction.layout import LAID_OUT, rearranged, spelled

REDACTOR = Redactor()
WORDS = "Whoever reads this line to its end finds a number that goes on behind it: "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 1 1 1 1 1 1 1 1", "411111111"),
        ('say "j.a.n.e.@.e.x.a.m.p.l.e" now', 'say "jane@example" now'),
        ("4\n1\n1\n1\n1\n1\n1\n1\n1", "411111111"),
        ("?card=4111+1111+1111+1111&a=b", "?card=4111 1111 1111 1111&a=b"),
        ("1+(415)+555+2671", "1 (415) 555 2671"),
        (f"{WORDS}4111 1111\n1111 1111", f"{WORDS}4111 1111 1111 1111"),
        (f"> {WORDS}4111 1111\r\n> 1111 1111", f"> {WORDS}4111 1111 1111 1111"),
        (f"{WORDS[:49]}4\n1111", f"{WORDS[:49]}4 1111"),
        ('"4111" + "1111"', '"41111111"'),
        ("'4111' '1111'", "'41111111'"),
        ("'4111' . \"1111\"", "'41111111\""),
        ("'4111'||'1111'..'11'", "'4111111111'"),
        ('"4111"\n  b"1111"', '"41111111"'),
        ('"jane@" \\\n  "example.com"', '"jane@example.com"'),
        ('"4111 1111 " & "1111" + " 1111"', '"4111 1111 1111 1111"'),
        ("jane@exam\\\n  ple.com", "jane@example.com"),
    ],
)
def test_what_is_laid_out_stands_in_a_line(text, expected):
    result, edits = rearranged(text)
    assert result == expected
    assert compiled(LAID_OUT)(text)
    assert all(len(text[begin:end].strip("+ .>\r\n\"'&|\\b")) == 0 for begin, end, _ in edits)


@pytest.mark.parametrize(
    "text",
    [
        *("4 1 1 1 1 1 1 1", "a b c", "10:00+00:00", "1+1", "jane+news@example.com", "a.b.c.d"),
        *("12\n34\n56", f"{WORDS}\n12", "one two three four five six seven eight"),
        *("'a', 'b'", '{"a": "", "b": " "}', "if a == '.': pass", 'say "a" or "b"', "f('' + x)"),
        *('"a message "\n"in two lines"', 'as "you".  "Licensees" are', "a = b \\\n  + c"),
    ],
)
def test_what_stands_in_a_line_is_left(text):
    assert rearranged(text) is None


@pytest.mark.parametrize("sign", ["-", " ", "\n", "\t"])
@pytest.mark.parametrize("before", [0, 90, 1_000])
def test_what_is_spelled_has_a_place_in_every_line_of_a_long_text(sign, before):
    lines = "some words, and 1-2-3\n" * before
    behind = "x-1-2-3-4-5-6-7-8" if sign == "\n" else "no more"
    text = f"{lines}\n{sign.join('411111111')}\n{lines}" + behind
    start = len(lines) + 1
    assert (start, start + 17) in list(spelled(text))


def test_what_is_spelled_has_a_place():
    assert list(spelled("x 4 1 1 1 1 1 1 1 1 y z")) == [(0, 23)]
    assert list(spelled("so (4-1-1-1-1-1-1-1-1), yes")) == [(4, 21)]


@pytest.mark.parametrize(
    "text",
    [
        "read it out: 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1.",
        "j a n e @ e x a m p l e . c o m",
        *(sign.join("4111111111111111") for sign in "*;~#^"),
        "?v=4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1&page=2",
        "https://a.example/?card=4111+1111+1111+1111",
        f"{WORDS}4111 1111\n1111 1111",
        f"{WORDS}DE89 3704\n0044 0532 0130 00",
        "\x1b[31m219-09-9999\x1b[0m",
        "\x1b[1;32mAKIAIOSFODNN7EXAMPLQ\x1b[m",
        "411\x1b[1m1111\x1b[0m111111111",
        r"jane\.doe\@example\.com",
        r"4111\ 1111\ 1111\ 1111",
        'card = "4111" + "1111" + "1111" + "1111"',
        "key = ('AKIAIOSF'\n  'ODNN7EXAMPLQ')",
        r'{"code": "x = \"4111\" + \"111111111111\""}',
        'x = "amFuZUBleGFt" + "cGxlLmNvbQ=="',
    ],
)
def test_a_value_is_found_however_it_is_laid_out(text):
    assert REDACTOR.redact(text).counts
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + 7]) for at in range(0, len(text), 7)]
    assert "".join(pieces) + stream.flush() == REDACTOR.redact(text).value


@pytest.mark.parametrize(
    "unit",
    [
        *("4 ", "1\n", "1+", "12+", "a.", "1-", "\n> ", f"{WORDS}1\n1"),
        *('a"', "a\" '", "1 '", f'a"{" " * 99}', '" + ', "\\\n", "a\\\n", '" "a', "'.'b"),
    ],
)
def test_it_takes_time_by_the_length_of_the_text(unit):
    rearranged(unit * 50_000)


# No part of it is found before its first point.
HEADER = json.dumps({"alg": "HS256", "kid": "a1b2c3" * 150}).encode()
TOKEN = f"{base64.urlsafe_b64encode(HEADER).decode().rstrip('=')}.e30.c2lnbmF0dXJl"
# It is one when it is complete, and encodes nothing.
WEBHOOK = next(
    value for one in CATALOGUE if one.name == "teams-webhook" for _, value in one.examples
)
LINES = [TOKEN[at : at + 75] for at in range(0, len(TOKEN), 75)]
LONG = {
    "spelled": " ".join(TOKEN),
    "points in brackets": TOKEN.replace(".", " [.] "),
    "soft line breaks": "=\n".join(LINES),
    "literals": '" +\n  "'.join(LINES),
    "a webhook in literals": "' '".join(WEBHOOK[at : at + 20] for at in range(0, len(WEBHOOK), 20)),
    "a webhook in brackets": WEBHOOK.replace(".", " [.] "),
    "continued lines": "\\\n  ".join(LINES),
    "a tag": f'4111<span style="{"a: b; " * 40}">111111111111</span>',
}


@pytest.mark.parametrize("value", LONG.values(), ids=LONG)
@pytest.mark.parametrize("shift", range(0, 60, 7))
def test_a_stream_does_not_cut_what_is_one_value(value, shift):
    text = f"{'x' * shift} {'word ' * 200}{value} {'word ' * 200}"
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + 10]) for at in range(0, len(text), 10)]
    whole = REDACTOR.redact(text)
    assert sum(whole.counts.values()) == 1
    assert "".join(pieces) + stream.flush() == whole.value
