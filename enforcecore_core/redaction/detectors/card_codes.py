"""The code on the back of a payment card, which nobody may store: known by its name alone."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.named import Named

__all__ = ["CARD_CODE"]

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
