"""Numbers that the United Kingdom and Ireland give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import weighted
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import number

__all__ = ["BRITISH_ISLES"]

_NEVER_ISSUED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_PPS_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV"


def _is_nino(text: str) -> bool:
    return text[:2] not in _NEVER_ISSUED


def _is_nhs_number(digits: str) -> bool:
    return -weighted(digits, range(10, 1, -1)) % 11 == int(digits[9])


def _is_pps(text: str) -> bool:
    total = weighted(text[:7], range(8, 1, -1))
    if text[8:] not in {"", "W"}:
        total += 9 * (ord(text[8]) - ord("A") + 1)
    return _PPS_LETTERS[total % 23] == text[7]


GB_NINO = number(
    "gb-nino",
    r"[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z]"
    r"[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-Da-d]",
    _is_nino,
    source="HMRC, National Insurance Manual NIM39110",
    begins_with="letter",
    examples=(("NI number AB123456C", "AB123456C"), ("JK 12 34 56 A,", "JK 12 34 56 A")),
    counter_examples=("GB123456A", "DA123456A", "AB123456E", "AO123456A"),
)

GB_NHS = number(
    "gb-nhs",
    r"[0-9]{3}(?:-[0-9]{3}-| [0-9]{3} )[0-9]{4}",
    _is_nhs_number,
    source="NHS Data Dictionary, NHS number",
    row=" -",
    examples=(("value 943 476 5919", "943 476 5919"), ("943-476-5919", "943-476-5919")),
    counter_examples=("943 476 5918", "12 943 476 5919", "943 476-5919"),
)

GB_NHS_BARE = number(
    "gb-nhs-bare",
    r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}",
    _is_nhs_number,
    kind="GB_NHS",
    source="NHS Data Dictionary, NHS number",
    cues=Cues(("nhs", "national health", "health service", "chi"), bare_in_strict=True),
    examples=(("nhs_number=9434765919", "9434765919"),),
    counter_examples=("9434765919", "nhs 9434765918"),
)

IE_PPS = number(
    "ie-pps",
    r"[0-9]{7}[A-Wa-w][A-IWa-iw]?",
    _is_pps,
    source="Department of Social Protection, Personal Public Service number",
    cues=Cues(("pps", "ppsn", "personal public service", "rsi"), bare_in_strict=True),
    examples=(("PPSN 6433435F", "6433435F"), ("pps: 6433435OA", "6433435OA")),
    counter_examples=("6433435F", "PPSN 6433435E"),
)

BRITISH_ISLES = (GB_NINO, GB_NHS, GB_NHS_BARE, IE_PPS)
