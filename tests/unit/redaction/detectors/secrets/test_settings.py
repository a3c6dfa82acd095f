"""A word is a password in a file of settings: the line above or below is a setting too."""

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor()
PROSE = ["hello there\n", "it may rain\n", "or not\n"]


@pytest.mark.parametrize("count", range(4))
def test_the_line_right_above_counts_whatever_stands_before_it(count):
    before = "".join(PROSE[:count])
    found = REDACTOR.redact(f"{before}user=root\npassword=swordfish\n")
    assert found.value == f"{before}user=root\npassword=<PASSWORD>\n"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_setting_further_up_does_not_count(count):
    text = f"user=root\n{''.join(PROSE[:count])}password=swordfish\nbye now\n"
    assert REDACTOR.redact(text).value is text


@pytest.mark.parametrize("count", range(4))
def test_the_line_right_below_counts_whatever_stands_behind_it(count):
    behind = "".join(PROSE[:count])
    found = REDACTOR.redact(f"hello there\npassword=swordfish\nport=5432\n{behind}")
    assert found.value == f"hello there\npassword=<PASSWORD>\nport=5432\n{behind}"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_setting_further_down_does_not_count(count):
    text = f"hello there\npassword=swordfish\n{''.join(PROSE[:count])}port=5432\n"
    assert REDACTOR.redact(text).value is text


def test_a_line_below_that_may_go_on_does_not_count():
    """What is behind so much of it, a stream does not have yet."""
    text = f"password=swordfish\n{'x' * 300}=1"
    assert REDACTOR.redact(text).value is text
