import sys
import time
import unicodedata

import pytest
from homoglyph.data import load_prototypes
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction.characters import READINGS
from enforcecore_core.redaction.folding import fold, folding_edits, may_fold, readings
from enforcecore_core.redaction.folding_table import UNICODE

# Default_Ignorable_Code_Point (DerivedCoreProperties.txt).
IGNORABLE = [
    *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x3164, 0xFEFF),
    *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFFA0),
    *(*range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4)),
    *(*range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)),
]
ASSIGNED = [
    chr(number)
    for number in (*range(0x80, 0xD800), *range(0xE000, sys.maxunicode + 1))
    if unicodedata.category(chr(number)) != "Cn"
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ｊane＠ｅxample．com", "jane@example.com"),
        ("𝐣𝐚𝐧𝐞@𝖊𝖝𝖆𝖒𝖕𝖑𝖊.com", "jane@example.com"),
        ("j\u200ba\u00adn\u2060e", "jane"),
        ("j\u0301a\u0336n\u20dde", "jane"),
        ("jаnе", "jane"),
        ("résumé", "resume"),
        ("４１１１", "4111"),
        ("٤١١١", "4111"),
        ("1\u00a02\u20093", "1 2 3"),
        ("1–2—3−4", "1-2-3-4"),
        ("“a”", '"a"'),
        ("a\x00b\x1bc\x7f", "abc"),
        ("ﬁne", "fine"),
        ("漢字", "漢字"),
    ],
)
def test_a_text_reads_as_what_it_looks_like(text, expected):
    assert expected in {fold(text, reading) for reading in READINGS}


@pytest.mark.parametrize(
    ("reading", "expected"), [("letters", "OIS3"), ("numbers", "01S3"), ("digits", "0153")]
)
def test_what_may_be_a_letter_or_a_digit_has_a_reading_for_each(reading, expected):
    assert fold("О\u0406ЅЗ", reading) == expected


def test_a_digit_that_looks_like_another_one_has_a_reading_for_each():
    bengali_four = "\u09ea"
    assert {fold(bengali_four, reading) for reading in READINGS} == {"8", "4"}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("word", ["слово", "όλος", "сло\u200bво", "شارع", "שלום"])
def test_a_word_with_a_letter_like_no_other_reads_as_a_word(word, reading):
    assert (
        fold(f"{word} 12 {word}.", reading) == f"{fold(word, 'script')} 12 {fold(word, 'script')}."
    )


@pytest.mark.parametrize("reading", READINGS[1:])
@pytest.mark.parametrize(
    ("word", "expected"),
    [("załatwił,", "zalatwil,"), ("(Łódź)", "(Lodz)"), ("kısa", "kisa"), ("завтра", "3abtpa")],
)
def test_a_short_word_with_few_letters_that_look_like_digits_has_no_digits(word, expected, reading):
    assert fold(word, reading) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ABCł", "ABC1"),
        ("abc4ł", "abc41"),
        ("abc-ł", "abc-1"),
        ("abłcłdłe", "ab1c1d1e"),
        ("abcdefghijklmnoł", "abcdefghijklmno1"),
        ("abcо", "abc0"),
    ],
)
def test_a_word_that_may_be_more_than_a_word_has_its_digits(text, expected):
    assert fold(text, "digits") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("зоо", "300"), ("4ооол", "4000л"), ("卡号О", "卡号0"), ("л ооо", "л 000"), ("лοο", "л00")],
)
def test_what_looks_like_digits_beside_other_things_reads_as_digits(text, expected):
    assert fold(text, "digits") == expected


@pytest.mark.parametrize("unit", ["л", "о", "\u200b", "о\u200b", "лα", "،", "à", "ооооα"])
def test_folding_takes_time_by_the_length_of_the_text(unit):
    """In the square of it, the long text would take sixteen times as long."""
    short, long = (min(spent(unit * size) for _ in range(2)) for size in (20_000, 80_000))
    assert long < 10 * short + 0.1


def spent(text):
    began = time.process_time()
    for reading in READINGS:
        fold(text, reading)
    return time.process_time() - began


@pytest.mark.parametrize("reading", READINGS)
def test_ascii_is_what_it_is(reading):
    text = "".join(map(chr, range(0x20, 0x7F))) + "\t\n\v\f\r"
    assert not may_fold(text)
    assert fold(text, reading) == text


def test_every_ignorable_character_is_dropped():
    assert len(IGNORABLE) == 4174
    assert fold("".join(map(chr, IGNORABLE)), "letters") == ""


def test_the_table_knows_what_this_version_of_python_knows():
    """Marks and formats are dropped, spaces are spaces, decimal digits are digits."""
    # One mark takes room of its own since Unicode 15.
    for char in sorted({*ASSIGNED} - {"\U0001171e"}):
        category = unicodedata.category(char)
        if category in {"Mn", "Me", "Cf"}:
            assert fold(char, "letters") == "", hex(ord(char))
        elif category == "Zs":
            assert fold(char, "letters") == " "
        elif category == "Nd":
            assert fold(char, "values") == str(unicodedata.digit(char)), hex(ord(char))


def test_what_decomposes_to_ascii_reads_as_that():
    for char in ASSIGNED:
        parts = unicodedata.normalize("NFKD", char)
        plain = "".join(part for part in parts if unicodedata.category(part) not in {"Mn", "Me"})
        if len(plain) == 1 and plain.isascii() and plain.strip():
            assert fold(char, "letters") == plain, hex(ord(char))


def test_the_table_is_newer_than_any_python_that_runs_it():
    newest = tuple(map(int, UNICODE.split(".")))
    assert newest >= tuple(map(int, unicodedata.unidata_version.split(".")))


PIECES = [
    *("aé", "\u200b", "１㎏", " ", "x\u0000", "Оӏ", "сло\u200bво", "слово", "\x7f", "О", "о\u0301"),
    *("½", "ю", "Β", "שלום", "…", "\U0001d41a", "中", "٣", "\n", "\x00\u0301слз"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@pytest.mark.parametrize("reading", READINGS)
def test_all_but_the_edits_of_folding_reads_character_by_character(reading, text):
    folded = fold(text, reading)
    position = place = 0
    for start, end, length in [*folding_edits(text, reading), (len(text), len(text), 0)]:
        for char, read in zip(
            text[position:start], folded[place : place + start - position], strict=True
        ):
            assert read in {char, fold(char, reading), fold(char, "script")}
        place += start - position + length
        position = end
    assert place == len(folded)


# UTS #39 has one letter for what cannot be told apart.
SAME = {"l": "lI1|", "I": "Il1", "O": "O0", "o": "o0", "|": "|lI1"}


def test_nearly_all_look_alikes_of_ascii_read_as_what_they_look_like():
    alike = {
        chr(number): target
        for number, target in load_prototypes().items()
        if number > 0x7F and len(target) == 1 and "!" <= target <= "~"
    }
    missed = [
        char
        for char, target in alike.items()
        if not {fold(char, one).upper() for one in READINGS}.intersection(
            SAME.get(target, target).upper()
        )
    ]
    assert len(alike) > 1_500
    assert len(missed) < len(alike) / 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [("🅹🅐🇳🄴", "JANE"), ("❹➀⓵➊⓿", "41110"), ("⑷⒈⓫", "4111"), ("4\ufe0f\u20e31\ufe0f\u20e3", "41")],
)
def test_letters_and_digits_in_frames_read_as_what_is_in_them(text, expected):
    assert fold(text, "letters") == expected


def test_words_that_were_read_make_room_for_others():
    words = [
        f"ж{chr(0x430 + one % 30)}{chr(0x430 + one // 30 % 30)}{'é' * (one // 900)}"
        for one in range(18_000)
    ]
    expected = [fold(word, "letters") for word in words]
    assert [fold(word, "letters") for word in words] == expected
    assert fold(" ".join(words), "letters") == " ".join(expected)


def test_a_text_is_as_long_in_digits_as_in_letters():
    """So that where they differ can be told place by place."""
    characters = (chr(number) for number in (*range(0xD800), *range(0xE000, 0x20000)))
    letters, *others = readings(" ".join(characters))[1:]
    assert {len(other) for other in others} == {len(letters)}
