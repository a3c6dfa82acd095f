"""Digits in other notations that have the shape of a number of a person."""

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor()


@pytest.mark.parametrize(
    "text", ['"\\U0000227c"', "at 0xd45121340243", "0x45121340243", "0X0000227c"]
)
def test_what_is_written_as_hexadecimal_is_no_number_of_a_person(text):
    assert REDACTOR.find(text) == []


@pytest.mark.parametrize("text", ["45121340243", "d45121340243", "x45121340243", "nn45121340243"])
def test_a_letter_before_it_hides_no_number_of_a_person(text):
    assert [found.kind for found in REDACTOR.find(text)] == ["BE_NN"]


@pytest.mark.parametrize("unit", ["bytes", "rows", "lines", "ns", "us", "ms"])
def test_an_amount_of_something_is_no_number_of_a_person(unit):
    assert REDACTOR.find(f"took 99900186204 {unit}.") == []


@pytest.mark.parametrize("behind", ["requests", "byte", "rowsy", "- rows", ", us", "MS"])
def test_another_word_behind_it_hides_no_number_of_a_person(behind):
    assert [found.kind for found in REDACTOR.find(f"17291716060 {behind}")] == ["TR_TCKN"]
