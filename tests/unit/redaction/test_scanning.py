import base64
import contextlib
import re
import time

import pytest

from enforcecore_core.redaction import Match, NotInspectable, Redactor
from enforcecore_core.redaction.detectors import CATALOGUE, Detector
from enforcecore_core.redaction.scanning import Scanner, replace

VALUES = sorted({part for one in CATALOGUE for _, part in one.examples})
SCANNER = Scanner(CATALOGUE)
REDACTOR = Redactor()
# With the engine that is always there, whatever else is.
PLAIN_REDACTOR = Redactor(engine="rust")


def detector(name, pattern, kind=None):
    return Detector(
        name=name,
        kind=kind or name.upper(),
        group="pii",
        family="identity",
        source="this test",
        gate=pattern.partition("(?")[0],
        pattern=re.compile(pattern, re.ASCII),
        examples=(),
        counter_examples=(),
    )


def test_matches_are_sorted_and_point_into_the_text():
    text = "é +14155552671, bob@example.com"
    assert [(m.kind, text[m.start : m.end]) for m in SCANNER.find(text)] == [
        ("PHONE", "+14155552671"),
        ("EMAIL", "bob@example.com"),
    ]


def test_overlapping_matches_become_one_that_covers_both_and_bears_the_first_kind():
    scanner = Scanner([detector("front", "cde"), detector("back", "abcd"), detector("rest", "ef")])
    assert scanner.find("xabcdefx") == [Match(1, 7, "FRONT", "front")]


def test_matches_that_touch_stay_apart():
    scanner = Scanner([detector("a", "aa"), detector("b", "bb")])
    assert scanner.redact("aabb")[0] == "<A><B>"


def test_a_password_that_holds_an_address_is_replaced_whole():
    assert SCANNER.redact("ftp://me:bob@example.com@host/")[0] == "<URL_PASSWORD>"


def test_a_match_that_another_one_hides_is_found():
    assert SCANNER.redact("123-45-6789-4111111111111111")[0] == "<US_SSN>-<CARD>"


def test_matches_that_hide_one_another_without_end_are_refused():
    scanner = Scanner([detector("x", "a(?=<|$)")])
    with pytest.raises(NotInspectable, match="hide one another"):
        scanner.find("aaaaaaaa")


def test_a_redacted_text_that_still_matches_is_refused():
    scanner = Scanner([detector("x", "secret|<LOUD>", kind="LOUD")])
    with pytest.raises(NotInspectable, match="hide one another"):
        scanner.redact("a secret")


def test_a_text_that_still_matches_is_not_taken_for_clean():
    with pytest.raises(NotInspectable, match="still matches"):
        SCANNER.require_clean("bob@example.com")


def test_a_clean_text_comes_back_itself():
    text = "nothing to see at 12:30:45"
    assert SCANNER.redact(text)[0] is text


def test_a_lone_surrogate_hides_nothing():
    assert SCANNER.redact("\udc80bob@example.com")[0] == "\udc80<EMAIL>"


def test_a_scanner_without_detectors_finds_nothing():
    assert Scanner([]).find("bob@example.com \ud800") == []


def test_replace_keeps_what_stands_between():
    matches = [Match(1, 2, "X", "x"), Match(4, 6, "Y", "y")]
    assert replace("abcdef", matches, lambda kind, value: f"<{kind}:{value}>") == "a<X:b>cd<Y:ef>"


# What patterns begin with, what joins their parts, and what other readings are made of.
UNITS = [
    *("a", "a@", "@a.", "a@a.", "1", "4111-", "4111 ", "1.", "1.2.3.4.", ":", "a:", "-", "1:"),
    *("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n", "eyJ", "eyJa.", "\\", "::"),
    *("eyJhbGciOiJIUzI1NiJ9.", "sk-", "sk-proj-", "xoxb-", "ghp_", "github_pat_", "://a:", "0x"),
    *("http://u:p@", "+1", "+1 (4", "AKIA", "DE89 ", "GB82 WEST ", "123-45-6789-", "é", "\ud800"),
    *("password=", "password: ", "ssn ", "ssn,", "id,ssn\n", "<EMAIL>", "a=b&", "'", '{"a":'),
    *("%", "%25", "%41", "&", "&amp;", "&#", "&#38;", "\\u0041", "\\ud835", "\u202e", "\u202ea"),
    *("UVUV", "YWJj", "41", "а", "аb", "\u200b", "１", f"{'A' * 76}\n", " ", "\n", "Bearer "),
    *(
        "token=a1B2",
        "token=a1B2(",
        "value=a ",
        '"a":{"S":"b',
        "=\n",
        "key = a[",
        '"token", "a',
        "pw      ",
    ),
    *(
        "+1 (415) 555-2671",
        "54362315-k",
        "4111111111111111",
        "+14155552671",
        "DE89370400440532013000",
    ),
]
BAIT = " b@c.co 4111111111111111 ftp://a:b@c +14155552671 ::1 1.2.3.4 -----BEGIN PRIVATE KEY-----"


def spent(work):
    began = time.process_time()
    with contextlib.suppress(NotInspectable):
        work()
    return time.process_time() - began


def grows_with_its_length(work, unit, size):
    """A quadratic pattern takes sixteen times as long for four times the text."""
    short, long = (unit * (length // len(unit) + 1) + BAIT for length in (size, 4 * size))
    base = min(spent(lambda: work(short)) for _ in range(2))
    # What is needed for the first time is made then, and takes its time once.
    return any(spent(lambda: work(long)) < 10 * base + 0.1 for _ in range(2))


@pytest.mark.parametrize("unit", UNITS, ids=range(len(UNITS)))
def test_time_grows_with_the_text_and_not_with_its_square(unit):
    assert grows_with_its_length(REDACTOR.redact, unit, 2_000)
    assert grows_with_its_length(PLAIN_REDACTOR.redact, unit, 2_000)


@pytest.mark.fuzz
@pytest.mark.parametrize("unit", [*UNITS, *VALUES], ids=range(len(UNITS) + len(VALUES)))
def test_time_grows_with_the_length_of_texts_of_any_length(unit):
    assert grows_with_its_length(REDACTOR.redact, unit, 10_000)


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.name)
def test_each_pattern_takes_time_by_the_length_of_the_text(one):
    """On what it finds, on the front of that, and on what it begins with, over and over."""
    part = one.examples[0][1]
    for unit in (part, part[: len(part) // 2], part[:3], part[:1]):
        assert grows_with_its_length(lambda text: list(one.spans(text)), unit, 2_000)


@pytest.mark.parametrize(
    "text",
    [
        "3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e",
        "9fceb02d0ae598e95dc970b74767f19372d61af8",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "2026-11-25T10:30:00.123456+01:00",
        "https://example.org/articles/2024/10/18273-release-notes?page=3",
        "C:\\Users\\new\\file.txt",
        "café à côté, Łódź, привет, 请在下周",
        # Of the word for one format, and a candidate for another.
        "pydantic-core==2.33.1rc2",
    ],
)
@pytest.mark.parametrize(
    "scanner", [SCANNER, Scanner(CATALOGUE, engine="re2")], ids=["rust", "re2"]
)
def test_what_looks_like_more_is_said_to_be_clean(text, scanner):
    assert scanner.is_clean(text)


@pytest.mark.parametrize("secret", ["jane.doe@example.com", "4111 1111 1111 1111", "123-45-6789"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: base64.b64encode(text.encode()).decode(),
        lambda text: text.encode().hex(),
        lambda text: f"zz{base64.b64encode(text.encode()).decode()}",
        lambda text: base64.b64encode(text.encode().hex().encode()).decode(),
        lambda text: base64.a85encode(text.encode(), adobe=True).decode(),
        lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
        lambda text: text.translate({one: one + 0xFEE0 for one in range(0x21, 0x7F)}),
    ],
    ids=["base64", "hexadecimal", "behind-a-name", "twice", "ascii85", "escaped", "wide"],
)
def test_what_hides_a_value_is_not_said_to_be_clean(secret, encode):
    assert not SCANNER.is_clean(encode(secret))
    assert not SCANNER.is_clean(f"3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e é {encode(secret)}")
