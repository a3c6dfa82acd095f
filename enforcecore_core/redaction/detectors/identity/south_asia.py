"""Numbers that India and Pakistan give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import verhoeff
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import always, number

__all__ = ["SOUTH_ASIA"]


def _is_aadhaar(digits: str) -> bool:
    return verhoeff(digits) and digits != digits[::-1]


IN_AADHAAR = number(
    "in-aadhaar",
    r"[2-9][0-9]{3}(?: [0-9]{4} |-[0-9]{4}-)[0-9]{4}",
    _is_aadhaar,
    source="UIDAI, Aadhaar number (Verhoeff check digit)",
    row=" -",
    examples=(("Aadhaar 2341 2341 2346", "2341 2341 2346"), ("2341-2341-2346", "2341-2341-2346")),
    counter_examples=("2341 2341 2347", "1341 2341 2346", "2341 2341 2346 1234"),
)

IN_AADHAAR_BARE = number(
    "in-aadhaar-bare",
    r"[2-9][0-9]{3}[ :.-]?[0-9]{4}[ :.-]?[0-9]{4}",
    _is_aadhaar,
    kind="IN_AADHAAR",
    source="UIDAI, Aadhaar number (Verhoeff check digit)",
    cues=Cues(("aadhaar", "aadhar", "adhaar", "uidai", "uid", "आधार"), bare_in_strict=True),
    examples=(("aadhaar_no=234123412346", "234123412346"),),
    counter_examples=("234123412346", "aadhaar 234123412347"),
)

IN_PAN = number(
    "in-pan",
    r"[A-Za-z]{3}[ABCFGHJLPTabcfghjlpt][A-Za-z][0-9]{4}[A-Za-z]",
    always,
    source="Income Tax Department of India, Permanent Account Number",
    begins_with="letter",
    examples=(("PAN ACUPA7085R", "ACUPA7085R"), ("acupa7085r", "acupa7085r")),
    counter_examples=("ACUDA7085R", "ACUPA7085", "ACUPA7085RR"),
)

IN_VOTER_ID = number(
    "in-voter-id",
    r"[A-Z]{3}[0-9]{7}",
    always,
    source="Election Commission of India, EPIC number",
    begins_with="letter",
    cues=Cues(
        ("voter", "vote", "epic", "election card", "electoral", "election commission"),
        bare_in_strict=True,
    ),
    examples=(("voter id ABC1234567", "ABC1234567"),),
    counter_examples=("ABC1234567", "voter id ABC123456"),
)

PK_CNIC = number(
    "pk-cnic",
    r"[1-7][0-9]{4}-[0-9]{7}-[0-9]",
    always,
    source="NADRA, Computerised National Identity Card",
    row="-",
    examples=(("CNIC 34201-0891231-8", "34201-0891231-8"),),
    counter_examples=("84201-0891231-8", "34201-0891231-87"),
)

PK_CNIC_BARE = number(
    "pk-cnic-bare",
    r"[1-7][0-9]{12}",
    always,
    kind="PK_CNIC",
    source="NADRA, Computerised National Identity Card",
    cues=Cues(("cnic", "nicop", "nadra")),
    examples=(("cnic: 3420108912318", "3420108912318"),),
    counter_examples=("3420108912318",),
)

SOUTH_ASIA = (IN_AADHAAR, IN_AADHAAR_BARE, IN_PAN, IN_VOTER_ID, PK_CNIC, PK_CNIC_BARE)
