"""Gates, forms and shortcuts make the search fast, and change nothing in what it finds."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference.plain_search import plain_fold, plain_scanner
from reference.writings import WRITINGS, planted, scrambled

from enforcecore_core.redaction import NotInspectable, Redactor
from enforcecore_core.redaction.characters import READINGS
from enforcecore_core.redaction.detectors import CATALOGUE, GROUPS, PACKS, chosen
from enforcecore_core.redaction.folding import readings
from enforcecore_core.redaction.scanning import Scanner
from enforcecore_core.redaction.views import texts, views

VALUES = sorted({part for detector in CATALOGUE for _, part in detector.examples})
TEXTS = sorted(
    {text for detector in CATALOGUE for text, _ in detector.examples}
    | {text for detector in CATALOGUE for text in detector.counter_examples}
)
WORDS = sorted({word for detector in CATALOGUE if detector.cues for word in detector.cues.words})
SENTENCES = (
    "Please review the attached report and tell us whether Monday suits. ",
    "Voilà ce qu’elle a répété à sa mère, très émue, hier soir. ",
    "Proszę przejrzeć załączony raport i odpowiedzieć przed świętami.\n",
    "Вчера вечером мы ходили в кино и долго говорили о нём. ",
    "Χθες το βράδυ πήγαμε με την αδελφή μου στον κινηματογράφο. ",
    "请在下周之前审阅附件中的报告，并告诉我们。",
    "ذهبنا مساء أمس إلى السينما لمشاهدة فيلم. ",
)
SIGNS = (
    *(
        "\\n",
        "\\u0041",
        "%40",
        "&amp;",
        "é",
        "“",
        "…",
        "—",
        "🎉",
        "\u200b",
        "\u202e",
        "½",
        "ﬁ",
        "Ⅷ",
    ),
    *(
        "3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e",
        "2026-11-25T10:30:00Z",
        "name,password,ssn\n",
        '{"columns": ["name", "ssn", "password"], "rows": [["',
        '[["name", "ssn", "password"], ["',
        "<EMAIL>",
    ),
)
PACKED = [(chosen(GROUPS, packs)) for packs in (("default",), tuple(PACKS))]
SCANNERS = [(Scanner(detectors), plain_scanner(detectors)) for detectors in PACKED]
FUZZ = [pytest.mark.fuzz, pytest.mark.timeout(0)]
LONG = pytest.param(20_000, marks=FUZZ)


def digits(random):
    row = "".join(random.choices("0123456789", k=random.randrange(1, 20)))
    return "".join(char + random.choice(["", "", "", "", " ", "-", ".", "/", ", "]) for char in row)


def code(random):
    """An id, a digest or a time, by itself or as people write it; of any digits or few letters."""
    signs = random.choice(
        ("0123456789abcdef", "0123456789", "0123456789c", "ab12", "0123456789ABCDEF")
    )
    digest = "".join(random.choices(signs, k=random.choice((24, 32, 40, 64, 65))))
    one = f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[12:24]}"
    time = datetime.fromtimestamp(random.randrange(1 << 31) / 8, UTC).isoformat()
    written = ("{}", "{}", "{}", "id:{}", "({})", "/{}/", "key={}", "Bearer {}", "{}-1", "x{}")
    return random.choice(written).format(
        random.choice((digest, one, time, UUID(int=random.getrandbits(128))))
    )


def piece(random):
    match random.randrange(9):
        case 0:
            return random.choice(VALUES)
        case 1:
            return random.choice(TEXTS)
        case 2:
            return random.choice(SENTENCES) * random.choice((1, 1, 1, 8))
        case 3:
            return f"{random.choice(WORDS)}{random.choice((': ', ' ', '='))}{digits(random)}"
        case 4:
            return scrambled(TEXTS, random)
        case 5:
            return planted(random.choice(VALUES), random.choice(list(WRITINGS)), random)[0]
        case 6:
            return digits(random)
        case 7:
            return code(random)
        case _:
            return random.choice(SIGNS) * random.choice((1, 1, 3))


def text_of(random):
    count = random.choice((1, 1, 2, 3, 5, 8))
    return "".join(piece(random) + random.choice((" ", " ", "", "\n", "-")) for _ in range(count))


def long_text_of(random):
    """A text in which most is clean, and which is looked at in parts."""
    pieces = [random.choice((piece, piece, sentences))(random) for _ in range(random.randrange(40))]
    text = "".join(one + random.choice((" ", " ", "\n", ", ", "")) for one in pieces)
    return text.encode("ascii", "ignore").decode() if random.randrange(3) == 0 else text


def sentences(random):
    return random.choice(SENTENCES) * random.choice((1, 4, 12))


def found(scanner, text, keys):
    try:
        return scanner.find(text, keys)
    except NotInspectable as refusal:
        return refusal.why


@pytest.mark.parametrize(
    ("make", "runs"),
    [
        (text_of, 40),
        pytest.param(text_of, 20_000, marks=FUZZ),
        (long_text_of, 12),
        pytest.param(long_text_of, 500, marks=FUZZ),
    ],
)
def test_what_makes_the_search_fast_changes_nothing_in_what_it_finds(make, runs):
    random = Random(runs)
    for run in range(runs):
        text = make(random)
        keys = random.choice(("", "", "note", random.choice(WORDS)))
        fast, plain = SCANNERS[run % 4 == 0]
        expected = found(plain, text, keys)
        assert found(fast, text, keys) == expected, (keys, text)
        assert expected == [] or not fast.is_clean(text, keys), (keys, text)


@pytest.mark.parametrize("runs", [40, LONG])
def test_a_mapping_comes_back_itself_when_none_of_its_texts_matches(runs):
    random, redactor = Random(runs + 1), Redactor()
    for _ in range(runs):
        parts = [random.choice((piece, text_of))(random) for _ in range(random.randrange(1, 4))]
        mapping = {
            random.choice(("to", "note", "x")) + str(n): text for n, text in enumerate(parts)
        }
        clean = all(found(SCANNERS[0][1], text, key) == [] for key, text in mapping.items())
        try:
            assert (redactor.redact(mapping).value is mapping) == clean, mapping
        except NotInspectable:
            assert not clean, mapping


@pytest.mark.parametrize("runs", [100, LONG])
def test_the_texts_of_all_views_are_those_that_are_read_without_their_places(runs):
    random = Random(runs + 2)
    for _ in range(runs):
        text = text_of(random)
        try:
            expected = {(view.text, as_written) for view, as_written, _ in views(text)}
        except NotInspectable:
            with pytest.raises(NotInspectable):
                texts(text)
        else:
            assert set(texts(text)) == expected, text


PIECES = [
    *(
        "é",
        "\u200b",
        "１㎏",
        " ",
        "\u0000",
        "О",
        "сло\u200bво",
        "слово",
        "\x7f",
        "о\u0301",
        "\n",
        " \n ",
    ),
    *(
        "½",
        "ю",
        "Β",
        "שלום",
        "…",
        "\U0001d41a",
        "中",
        "٣",
        "\xa0",
        "\x00\u0301слз",
        "abc",
        "1.5",
        "ł",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_word_by_word_a_text_reads_as_from_end_to_end(text):
    assert readings(text) == tuple(plain_fold(text, reading) for reading in READINGS)
