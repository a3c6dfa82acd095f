"""Telling telephone numbers from years, sizes and numbers of rules and articles."""

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor()


def found_in(text):
    return [text[found.start : found.end] for found in REDACTOR.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Endless Mobile, Inc\n 2017-2022",
        "Telephone Co 2017-2020",
        "Copyright 2017-2022 Mobile Inc",
        "Mobile Inc 1998 - 2003.",
    ],
)
def test_the_years_of_a_company_are_no_telephone_number(text):
    assert found_in(text) == []


@pytest.mark.parametrize("number", ["2017-3022", "2017-20221", "3017-2022", "2017-2022-100"])
def test_what_is_no_range_of_years_may_be_a_telephone_number(number):
    assert found_in(f"phone {number}") == [number]


@pytest.mark.parametrize("text", ["mobile 1920x1080 2560x1440", "mobile 320X480 768X1024"])
def test_sizes_of_screens_are_no_telephone_numbers(text):
    assert found_in(text) == []


@pytest.mark.parametrize("text", ["phone 555-2671x123", "phone 415 555-2671 x12"])
def test_an_extension_does_not_hide_its_number(text):
    assert "2671" not in REDACTOR.redact(text).value


@pytest.mark.parametrize("text", ["DFARS 252.227-7013", "see 252-227.7013"])
def test_a_point_and_a_hyphen_part_no_north_american_number(text):
    assert found_in(text) == []


@pytest.mark.parametrize(
    "number", ["252-227-7013", "252.227.7013", "252 227-7013", "(252) 227-7013", "(252).227-7013"]
)
def test_signs_that_people_use_part_a_north_american_number(number):
    assert found_in(f"see {number}") == [number]


@pytest.mark.parametrize("text", ["{}", "phone {}", "doi:10.1016/{}", "phones, S{}."])
def test_a_number_of_an_article_is_no_telephone_number(text):
    assert found_in(text.format("0020-0190(74)90001-5")) == []
    assert found_in(text.format("0020-0190(74)90001-X")) == []
