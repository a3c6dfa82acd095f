"""Numbers that Australia and New Zealand give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import weighted
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import number

__all__ = ["OCEANIA"]

_NHI_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _is_tfn(digits: str) -> bool:
    return weighted(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def _is_medicare(digits: str) -> bool:
    return weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(digits[8])


def _is_ird(digits: str) -> bool:
    padded = digits.zfill(9)
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        check = -weighted(padded, weights) % 11
        if check != 10:  # noqa: PLR2004 - no digit; the second row of weights decides
            return check == int(padded[8]) and 10_000_000 < int(digits) < 150_000_000  # noqa: PLR2004
    return False


def _is_nhi(text: str) -> bool:
    values = [_NHI_LETTERS.index(char) + 1 for char in text[:3]] + [int(char) for char in text[3:6]]
    check = sum(value * (7 - place) for place, value in enumerate(values)) % 11
    return check != 0 and (11 - check) % 10 == int(text[6])


AU_TFN = number(
    "au-tfn",
    r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}",
    _is_tfn,
    source="Australian Taxation Office, tax file number",
    cues=Cues(("tfn", "tax file"), bare_in_strict=True),
    examples=(("TFN 123 456 782", "123 456 782"), ("tfn=123456782", "123456782")),
    counter_examples=("123456782", "TFN 123456783"),
)

AU_MEDICARE = number(
    "au-medicare",
    r"[2-6][0-9]{3}[ -]?[0-9]{5}[ -]?[0-9](?:[ /-]?[1-9])?",
    _is_medicare,
    source="Services Australia, Medicare card number",
    cues=Cues(("medicare",), bare_in_strict=True),
    examples=(("Medicare 2123 45670 1", "2123 45670 1"),),
    counter_examples=("2123456701", "Medicare 2123456801"),
)

NZ_IRD = number(
    "nz-ird",
    r"[0-9]{2}[0-9]?[ -]?[0-9]{3}[ -]?[0-9]{3}",
    _is_ird,
    source="Inland Revenue of New Zealand, IRD number validation",
    cues=Cues(("ird", "inland revenue")),
    examples=(("IRD 49-091-850", "49-091-850"), ("ird 10-038-884", "10-038-884")),
    counter_examples=("49-091-850", "IRD 49-091-851", "IRD 10-124-626"),
)

NZ_NHI = number(
    "nz-nhi",
    r"[A-HJ-NP-Z]{3}[0-9]{4}",
    _is_nhi,
    source="HISO 10046, National Health Index of New Zealand",
    begins_with="letter",
    cues=Cues(("nhi", "national health index")),
    examples=(("NHI ZAC5361", "ZAC5361"),),
    counter_examples=("ZAC5361", "NHI ZAC5362"),
)

OCEANIA = (AU_TFN, AU_MEDICARE, NZ_IRD, NZ_NHI)
