from random import Random

import pytest

from enforcecore_core.redaction.cues import Cues, Words, surroundings
from enforcecore_core.redaction.detectors import CATALOGUE

CUES = Cues(("pan", "date of birth", "numéro de sécurité sociale", "身份证号"))


def near(text, keys="", cues=CUES):
    """Whether a cue is near the first digit of the text."""
    start = next(place for place, char in enumerate(text) if char.isdigit())
    return cues.near(text, start, start + 1, keys)


@pytest.mark.parametrize(
    "text",
    [
        "PAN 1",
        "pan:1",
        "cardPan=1",
        "panNumber 1",
        '{"PAN": 1}',
        "<pan>1</pan>",
        "pan_1",
        "Date of Birth 1",
        "date_of_birth=1",
        "dateOfBirth=1",
        "DATE-OF-BIRTH 1",
        "NUMERO DE SECURITE SOCIALE : 1",
        "numéro de sécurité sociale : 1",
        "nume\u0301ro de se\u0301curite\u0301 sociale 1",
        "身份证号1",
        "我的PAN是1",
        "患者pan: 1",
        "PANは1",
        "1のPANです",
        "ของpan 1",
        "나의PAN 1",
        "我的\uff30\uff21\uff2e是1",
        "我的date of birth是1",
        "1 (pan)",
        "x" * 50 + " pan " + "x" * 40 + " 1",
    ],
)
def test_a_cue_is_near(text):
    assert near(text)


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "company 1",
        "我的company是1",
        "épan 1",
        "жpan 1",
        "spans 1",
        "date 1",
        "pan " + "x" * 48 + " 1",
        "1" + " " * 30 + "pan",
        "<PAN> 1",
        "pan <EMAIL> 1",
        "pan >>>> 1",
        "1 <EMAIL> pan",
        "1 >>> pan",
        "x" * 40 + "<US_PAN> " + "x" * 42 + " 1",
    ],
)
def test_no_cue_is_near(text):
    assert not near(text)


@pytest.mark.parametrize(
    ("text", "value", "is_near"),
    [
        ("panAB12", "AB12", True),
        ("panab12", "ab12", False),
        ("ABApps", "ABA", False),
        ("paN12", "N12", False),
        ("PANX12", "X12", False),
        ("12pan", "12", True),
        ("pan-X12", "X12", True),
        ("company12", "y12", False),
        ("AB12 pan", "AB12", True),
        ("AB12xPan 1", "AB12x", True),
        ("护照pan护照1", "护照1", True),
    ],
)
def test_a_cue_glued_to_a_value_is_a_word_only_where_the_whole_text_has_an_edge(
    text, value, is_near
):
    start = text.index(value)
    cues = Cues(("pan", "apps"))
    assert cues.near(text, start, start + len(value)) is is_near
    around = surroundings(text, 0, len(text), "")
    assert Words([cues]).open(around) or not is_near


def test_the_names_of_a_value_stand_right_before_it():
    assert near("1", keys="customer.pan")
    assert near("x" * 40 + "1", keys="pan")
    assert not near("x" * 60 + "1", keys="pan")
    assert not near("<EMAIL> 1", keys="pan")
    assert not near("1", keys="plan")


def test_a_placeholder_that_the_reach_cuts_in_two_is_no_cue():
    for gap in range(40, 56):
        assert not near("<US_PAN> " + "." * gap + "1")


def test_a_cue_can_be_given_a_longer_reach():
    assert near("pan " + "x" * 48 + " 1", cues=Cues(("pan",), reach=60))


def test_a_name_holds_a_cue_or_not():
    assert CUES.names("dateOfBirth")
    assert not CUES.names("update")


def test_words_tell_apart_what_stands_near_a_part_of_a_text():
    words = Words([Cues(("pan",)), Cues(("date of birth", "生年月日"))])

    def named(text, keys=""):
        around = surroundings(text, 0, len(text), keys)
        assert words.open(around) == bool(words.which(around))
        return sorted(words.which(around))

    assert named("company 1") == []
    assert named("PAN 1") == [0]
    assert named("1", keys="cardPan") == [0]
    assert named("né: dateOfBirth 1") == [1]
    assert named("生年月日 1") == [1]
    assert named("\u201cpan\u201d\u3000がん 1") == [0]
    assert named("épan 1") == named("жpan 1") == []
    assert named("pan, born (date-of-birth)") == [0, 1]


def test_a_cue_of_two_scripts_is_found_with_and_without_a_space():
    cues = Cues(("LINE番号", "会员ID"))
    for text in ("LINE番号 1", "LINE 番号: 1", "我的LINE番号 1", "会员ID 1", "会员 ID是1"):
        assert near(text, cues=cues), text


@pytest.mark.parametrize(
    ("text", "may_be"), [("aba1", True), ("我的aba是", True), ("éaba", False), ("cab", False)]
)
def test_cues_of_hexadecimal_digits_may_be_in_codes(text, may_be):
    assert Words([Cues(("aba", "pan"))]).may_be_in_code(text) is may_be


FORMS = [
    "{} 123",
    "x_{}: 123",
    "123 ({})",
    "{}\u3000— 123",
    "«{}» 123",
    "мой {} 123",
    "我的{}是 123",
    "나의{} 123",
    "ในテスト{}ที่ 123",
    "é{} 123",
    "{}\u0301 1",
]


@pytest.mark.parametrize("form", FORMS)
def test_words_leave_out_no_cue_that_is_near(form):
    every = [detector.cues for detector in CATALOGUE if detector.cues]
    words = Words(every)
    count = 0
    for place, cues in enumerate(every):
        for word in cues.words:
            for written in (
                word,
                word.upper(),
                word.title().replace(" ", ""),
                word.replace(" ", "_"),
            ):
                text = form.format(written)
                start = text.index("1")
                if cues.near(text, start, len(text)) or cues.near("1", 0, 1, keys=written):
                    count += 1
                    around = surroundings(text, start, len(text), written)
                    assert place in words.which(around), text
    assert count > 1_000


def test_a_cue_near_a_value_is_one_in_the_whole_text_however_they_are_glued():
    random = Random(1)
    every = [(one.cues, Words([one.cues])) for one in CATALOGUE if one.cues]
    for _ in range(4_000):
        cues, words = random.choice(every)
        word = random.choice((str, str.upper, str.lower, str.title))(random.choice(cues.words))
        word = random.choice(("", "x", "Z", " ")) + word + random.choice(("", "x", "Z", "Zq", " "))
        value = "".join(random.choices("abAZxN1 -_é中", k=random.randrange(1, 12)))
        overlap = random.randrange(3)
        if random.random() < 0.5:
            text, start, end = f"{word}{value}", max(0, len(word) - overlap), len(word + value)
        else:
            text, start, end = f"{value}{word}", 0, len(value) + overlap
        around = surroundings(text, 0, len(text), "")
        assert words.open(around) or not cues.near(text, start, end), (text, start, end, word)
