"""Tokens of chat services where prose and addresses put them."""

import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.detectors.secrets.tokens import URL_SAFE, made_up

REDACTOR = Redactor()
DISCORD = f"MTk4NjIyNDgzNDcxOTI1MjQ4.{made_up(URL_SAFE, 6)}.{made_up(URL_SAFE, 38)}"
TELEGRAM = f"7842135906:AA{made_up(URL_SAFE, 33)}"


@pytest.mark.parametrize("text", ["It is {}.", "It is {}. Keep it", "{}...", "{}", "'{}'"])
def test_a_discord_token_ends_a_sentence(text):
    redacted = REDACTOR.redact(text.format(DISCORD)).value
    assert redacted == text.format("<DISCORD_TOKEN>")


@pytest.mark.parametrize("behind", [".x", ".com", "_" * 9])
def test_what_goes_on_behind_a_point_is_no_discord_token(behind):
    kinds = {found.kind for found in REDACTOR.find(f"see {DISCORD}{behind}")}
    assert "DISCORD_TOKEN" not in kinds


@pytest.mark.parametrize(
    "text", ["bot:{}", "bot{}", "/bot{}/getMe", "token:{}", "x/{}.", "BOT_TOKEN:{}"]
)
def test_a_telegram_token_stands_behind_a_name(text):
    assert TELEGRAM.partition(":")[2] not in REDACTOR.redact(text.format(TELEGRAM)).value


def test_a_row_of_numbers_and_colons_is_no_telegram_token():
    assert REDACTOR.find(f"see 12:{TELEGRAM}") == []
