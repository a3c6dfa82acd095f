"""Numbers of a known form that a name says are something else."""

import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.detectors.other_names import in_code

REDACTOR = Redactor()
NUMBER = "1800101221144"


@pytest.mark.parametrize(
    "name",
    ["timestamp", "timestamp_ms", "createdAt", "updated_at", "epoch", "expires", "startTime", "ts"],
)
def test_milliseconds_are_no_number_of_a_person(name):
    assert REDACTOR.find(f"{name}={NUMBER}") == []
    assert REDACTOR.find(f'{{"{name}": {NUMBER}}}') == []
    assert REDACTOR.redact({name: int(NUMBER)}).value == {name: int(NUMBER)}


@pytest.mark.parametrize(
    "text", ["{}", "what {}", "timestamps of cnp {}", "time of cnp: {}", "7 {}"]
)
def test_a_number_under_another_name_is_that_of_a_person(text):
    assert [found.kind for found in REDACTOR.find(text.format(NUMBER))] == ["RO_CNP"]


def test_the_name_of_a_value_says_nothing_about_numbers_further_on():
    text = f"{'a' * 60} {NUMBER}"
    assert len(REDACTOR.find(text, "created_at")) == 1
    assert len(REDACTOR.find(f"see {NUMBER}", "created_at")) == 1


def test_a_telephone_number_near_another_number_is_found():
    text = "phone: order id 1676908452 or 415-555-2671"
    assert [text[found.start : found.end] for found in REDACTOR.find(text)] == ["415-555-2671"]


@pytest.mark.parametrize(
    ("text", "is_in_code"),
    [
        ("c401ed8de06956278a22c5126c37b91e", True),
        ("C401ED8DE06956278A22C5126C37B91E", True),
        ("c401ed8de06956278a22c5126c37b91", False),
        ("g401ed8de06956278a22c5126c37b91", False),
        ("11111111106956278111111111111111", False),
        ("06956278", False),
    ],
)
def test_digits_of_a_digest_are_a_part_of_a_code(text, is_in_code):
    start = text.index("06956278")
    assert in_code(text, (start, start + 8)) is is_in_code
