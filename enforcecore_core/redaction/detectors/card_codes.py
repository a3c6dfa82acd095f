"""Codes of payment cards, which nobody may store: known by their names alone."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.named import Named

__all__ = ["CARD_CODE", "PIN"]

_NAMES = (
    r"(?i:cvv2?|cvc2?|card[ _-]?(?:security|verification)[ _-]?(?:code|value|number)"
    r"|kartenprue?f(?:nummer|ziffer)|cryptogramme(?: visuel)?)"
)

# It is too short to be told from chance where it stands in a row with itself, but for its name.
_CODE = "(?P<code>(?P<one>[0-9]{3,4})(?P=one){0,31})"

CARD_CODE = Named(
    name="card-security-code",
    kind="CARD_CODE",
    group="pii",
    family="payment",
    source="PCI DSS 4.0, requirement 3.3.1.2; names of the code by the issuers of cards",
    gate=rf"{_NAMES}[^A-Za-z<>]{{0,8}}(?:(?:is|code|no)[^A-Za-z<>]{{1,4}})?[0-9]{{3}}",
    pattern=re.compile(
        rf"(?<![A-Za-z]){_NAMES}[^0-9A-Za-z<>]{{0,8}}(?:(?:is|code|no)[^0-9A-Za-z<>]{{1,4}})?"
        rf"{_CODE}(?![0-9A-Za-z/]|[.-][0-9])",
        re.ASCII,
    ),
    confirm=lambda found: found.span("code"),
    keys_gate=_NAMES,
    over=re.compile(rf"(?<![A-Za-z]){_NAMES}(?![A-Za-z])[^A-Za-z]*\Z", re.ASCII),
    alone=re.compile(rf"\s{{0,8}}{_CODE}\s{{0,8}}", re.ASCII),
    examples=(
        ("card 4111, exp 04/27, cvv 123", "123"),
        ('{"cvc": "0417"}', "0417"),
        ("CVV2: 123", "123"),
        ("my card security code is 123.", "123"),
        ("cvv 41714171", "41714171"),
    ),
    counter_examples=(
        "exp 2026 cvv",
        "cvv 12345",
        "cvv 04/27",
        "cvv_length = 3",
        "CVC 101A",
        "the cvv is required",
    ),
)

_PIN_NAMES = (
    r"(?:(?i:(?:card|debit|credit|atm|bank)[ _-]?pin|pin[ _-]?(?:code|number|nummer)|code[ _-]pin"
    r"|geheimzahl)|PIN|[Mm]y pin)"
)
_PIN_CODE = "(?P<code>(?P<one>[0-9]{4})(?P=one){0,31})"

PIN = Named(
    name="card-pin",
    kind="PIN",
    group="pii",
    family="payment",
    source="ISO 9564-1, personal identification numbers; those of four digits, as most cards have",
    gate=rf"{_PIN_NAMES}[^A-Za-z<>]{{0,8}}(?:(?:is|ist|est|es)[^A-Za-z<>]{{1,4}})?[0-9]{{4}}",
    pattern=re.compile(
        rf"(?<![0-9A-Za-z_]){_PIN_NAMES}(?![A-Za-z])[^0-9A-Za-z<>]{{0,4}}"
        rf"(?:(?:is|ist|est|es)[^0-9A-Za-z<>]{{1,4}})?{_PIN_CODE}(?![0-9A-Za-z/]|[.-][0-9])",
        re.ASCII,
    ),
    confirm=lambda found: found.span("code"),
    keys_gate="(?i:pin|geheimzahl)",
    over=re.compile(
        r"(?:(?<![A-Za-z])(?i:pin)|(?i:(?:card|debit|credit|atm|bank)[ _-]?pin"
        r"|(?<![a-z])pin[ _-]?(?:code|number|nummer)|code[ _-]pin|geheimzahl))[^A-Za-z]*\Z",
        re.ASCII,
    ),
    alone=re.compile(rf"\s{{0,8}}{_PIN_CODE}\s{{0,8}}", re.ASCII),
    examples=(
        ("card 4111, PIN 4821", "4821"),
        ("my pin is 4821.", "4821"),
        ("pin code: 4821", "4821"),
        ("Geheimzahl 4821", "4821"),
    ),
    counter_examples=(
        "pin 13",
        "GPIO pin 1234",
        "PIN: 110001",
        "pin 4821 to the board",
        "PIN 4821-22",
        "SPIN 4821",
    ),
)
