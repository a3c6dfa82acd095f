"""The code on the back of a payment card, which nobody may store: known by its name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.detectors.detector import Detector, Part, Span

__all__ = ["CARD_CODE"]

_NAMES = (
    r"(?i:cvv2?|cvc2?|card[ _-]?(?:security|verification)[ _-]?(?:code|value|number)"
    r"|kartenprue?f(?:nummer|ziffer)|cryptogramme(?: visuel)?)"
)
_LONGEST_NAME = 48
_NAMED = re.compile(rf"(?<![A-Za-z]){_NAMES}(?![A-Za-z])[^A-Za-z]*\Z", re.ASCII)
_CODE = re.compile(r"\s{0,8}([0-9]{3,4})\s{0,8}", re.ASCII)


class CardCode(Detector):
    """A detector of numbers by the names right before them, or over the whole text."""

    def spans(self, text: str, keys: str = "", part: Part | None = None) -> Iterator[Span]:
        """As of any detector; the whole of `text` when `keys` name a code and it is one."""
        whole = _CODE.fullmatch(text) if keys and (part is None or part[0] == 0) else None
        if whole is not None and _NAMED.search(keys[-_LONGEST_NAME:]):
            yield whole.span(1)
        yield from super().spans(text, keys, part)


CARD_CODE = CardCode(
    name="card-security-code",
    kind="CARD_CODE",
    group="pii",
    family="payment",
    source="PCI DSS 4.0, requirement 3.3.1.2; names of the code by the issuers of cards",
    gate=rf"{_NAMES}[^A-Za-z<>]{{0,8}}(?:(?:is|code|no)[^A-Za-z<>]{{1,4}})?[0-9]{{3}}",
    pattern=re.compile(
        rf"(?<![A-Za-z]){_NAMES}[^0-9A-Za-z<>]{{0,8}}(?:(?:is|code|no)[^0-9A-Za-z<>]{{1,4}})?"
        r"(?P<code>[0-9]{3,4})(?![0-9A-Za-z/]|[.-][0-9])",
        re.ASCII,
    ),
    confirm=lambda found: found.span("code"),
    keys_gate=_NAMES,
    examples=(
        ("card 4111, exp 04/27, cvv 123", "123"),
        ('{"cvc": "0417"}', "0417"),
        ("CVV2: 123", "123"),
        ("my card security code is 123.", "123"),
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
