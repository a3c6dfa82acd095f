import contextlib
import re
import time

import pytest

from enforcecore_core.redaction import Match, NotInspectable, Redactor
from enforcecore_core.redaction.detectors import CATALOGUE, Detector
from enforcecore_core.redaction.scanning import Scanner, replace

SCANNER = Scanner(CATALOGUE)
REDACTOR = Redactor()


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


# One of each format: most are written alike, and tested where they are made.
UNITS = [
    *("a", "a@", "@a.", "a@a.", "1", "4111-", "4111 ", "1.", "1.2.3.4.", ":", "a:", "-"),
    *("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n", "eyJ", "eyJa.", "\\"),
    *("eyJhbGciOiJIUzI1NiJ9.", "sk-", "sk-proj-", "xoxb-", "ghp_", "github_pat_", "://a:"),
    *("http://u:p@", "+1", "+1 (4", "AKIA", "DE89 ", "GB82 WEST ", "123-45-6789-", "é", "\ud800"),
    *{one.examples[0][1] for one in CATALOGUE},
]
BAIT = " b@c.co 4111111111111111 ftp://a:b@c +14155552671 ::1 1.2.3.4 -----BEGIN PRIVATE KEY-----"


def spent(text):
    began = time.process_time()
    with contextlib.suppress(NotInspectable):
        REDACTOR.redact(text)
    return time.process_time() - began


@pytest.mark.parametrize("unit", UNITS, ids=range(len(UNITS)))
def test_time_grows_with_the_text_and_not_with_its_square(unit):
    """A quadratic pattern takes sixteen times as long for four times the text."""
    short, long = (unit * (size // len(unit)) + BAIT for size in (3_000, 12_000))
    base = min(spent(short) for _ in range(2))
    assert spent(long) < 10 * base + 0.1
