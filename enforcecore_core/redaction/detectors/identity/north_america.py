"""Numbers that the United States, Canada and Mexico give to people."""

from __future__ import annotations

import re

from enforcecore_core.redaction.check_digits import luhn
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import always, is_day, number

__all__ = ["NORTH_AMERICA"]

_SSN_WORDS = Cues(
    (
        "ssn",
        "ssns",
        "ssid",
        "social security",
        "soc sec",
        "social sec",
        "taxpayer id",
        "tax id",
        "itin",
        "tin",
        "numero de seguro social",
    ),
)
_SIN_WORDS = Cues(
    ("sin", "social insurance", "assurance sociale", "nas", "canadian tax"),
)


def _is_ssn(digits: str) -> bool:
    """Area 000, 666 and 9xx, group 00 and serial 0000 are never issued (SSA POMS RM 10201.035)."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    issued = area not in {"000", "666"} and area[0] != "9" and group != "00" and serial != "0000"
    return issued and len(set(digits)) > 1


def _is_itin(digits: str) -> bool:
    group = int(digits[3:5])
    return any(low <= group <= high for low, high in ((50, 65), (70, 88), (90, 92), (94, 99)))


# Letters that the check digit of a CURP counts with; the place of each is its value.
_CURP = "0123456789ABCDEFGHIJKLMN\xd1OPQRSTUVWXYZ"
_MX_STATES = re.compile(
    "AS|B[CS]|C[CHLMS]|D[FG]|G[RT]|HG|JC|M[CNS]|N[ELT]|OC|PL|Q[RT]|S[LPR]|T[CLS]|VZ|YN|ZS"
)


def _is_curp(text: str) -> bool:
    if not is_day(text[6:8], text[8:10]) or not _MX_STATES.fullmatch(text[11:13]):
        return False
    total = sum(_CURP.index(char) * (18 - place) for place, char in enumerate(text[:17]))
    return str(-total % 10) == text[17]


def _is_rfc(text: str) -> bool:
    return is_day(text[6:8], text[8:10])


US_SSN = number(
    "us-ssn",
    r"[0-9]{3}(?:-[0-9]{2}-| [0-9]{2} |\.[0-9]{2}\.)[0-9]{4}",
    _is_ssn,
    source="SSA POMS RM 10201.035",
    row=" -",
    examples=(
        ("ssn 123-45-6789.", "123-45-6789"),
        ("SSN: 123 45 6789", "123 45 6789"),
        ("id=078-05-1120;", "078-05-1120"),
    ),
    counter_examples=(
        "123456789",
        "000-12-3456",
        "666-12-3456",
        "912-12-3456",
        "123-00-4567",
        "123-45-0000",
        "123-45 6789",
        "1123-45-6789",
        "123-45-67890",
        "10 123 45 6789 20",
    ),
)

US_SSN_BARE = number(
    "us-ssn-bare",
    r"[0-9]{9}",
    _is_ssn,
    kind="US_SSN",
    source="SSA POMS RM 10201.035",
    cues=_SSN_WORDS,
    examples=(
        ("SSN 123456789", "123456789"),
        ('{"social_security_number": "078051120"}', "078051120"),
    ),
    counter_examples=("order 123456789", "ssn 000123456", "ssn 1234567890"),
)

US_ITIN = number(
    "us-itin",
    r"9[0-9]{2}[ -]?[5-9][0-9][ -]?[0-9]{4}",
    _is_itin,
    source="IRS Publication 1915",
    cues=Cues((*_SSN_WORDS.words, "individual taxpayer"), bare_in_strict=True),
    examples=(("ITIN 912-90-3456", "912-90-3456"), ("itin: 912903456", "912903456")),
    counter_examples=("912903456", "ITIN 912-93-3456", "ITIN 812-90-3456"),
)

US_ITIN_GROUPED = number(
    "us-itin-grouped",
    r"9[0-9]{2}-[5-9][0-9]-[0-9]{4}",
    _is_itin,
    kind="US_ITIN",
    source="IRS Publication 1915",
    row="-",
    examples=(("value 912-90-3456", "912-90-3456"),),
    counter_examples=("912-93-3456", "912-90-34567", "1-912-90-3456"),
)

_MBI_LETTER, _MBI_EITHER = "[AC-HJKMNP-RT-Yac-hjkmnp-rt-y]", "[AC-HJKMNP-RT-Yac-hjkmnp-rt-y0-9]"
US_MBI = number(
    "us-mbi",
    rf"[1-9]{_MBI_LETTER}{_MBI_EITHER}[0-9]-?{_MBI_LETTER}{_MBI_EITHER}[0-9]-?"
    rf"{_MBI_LETTER}{{2}}[0-9]{{2}}",
    always,
    source="CMS, Medicare Beneficiary Identifier: format",
    begins_with="letter",
    examples=(("MBI 1EG4-TE5-MK73", "1EG4-TE5-MK73"), ("1eg4te5mk73", "1eg4te5mk73")),
    counter_examples=("0EG4-TE5-MK73", "1SG4-TE5-MK73", "1EG4-TE5-MK7"),
)

CA_SIN = number(
    "ca-sin",
    r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}",
    luhn,
    source="Employment and Social Development Canada, SIN Code of Practice",
    cues=Cues(_SIN_WORDS.words, bare_in_strict=True),
    examples=(("SIN 046454286", "046454286"), ("NAS : 046 454 286", "046 454 286")),
    counter_examples=("046454286", "SIN 046454287"),
)

CA_SIN_GROUPED = number(
    "ca-sin-grouped",
    r"[0-9]{3}(?:-[0-9]{3}-| [0-9]{3} )[0-9]{3}",
    luhn,
    kind="CA_SIN",
    source="Employment and Social Development Canada, SIN Code of Practice",
    row=" -",
    examples=(("value 046-454-286.", "046-454-286"), ("046 454 286", "046 454 286")),
    counter_examples=("046-454-287", "046-454-286-1", "1 046 454 286", "046-454 286"),
)

MX_CURP = number(
    "mx-curp",
    r"[A-Za-z]{4}[0-9]{6}[HMXhmx][A-Za-z]{5}[A-Za-z0-9][0-9]",
    _is_curp,
    source="RENAPO, Instructivo normativo para la asignacion de la CURP",
    begins_with="letter",
    examples=(("CURP BOXW310820HNERXN09", "BOXW310820HNERXN09"),),
    counter_examples=("BOXW310820HNERXN08", "BOXW311320HNERXN09", "BOXW310820HZZRXN09"),
)

MX_RFC = number(
    "mx-rfc",
    r"[A-Z]{4}-?[0-9]{6}-?[A-Z0-9]{3}",
    _is_rfc,
    source="SAT, Codigo Fiscal de la Federacion, article 27",
    begins_with="letter",
    examples=(("RFC GODE561231GR8", "GODE561231GR8"), ("GODE-561231-GR8", "GODE-561231-GR8")),
    counter_examples=("GODE561331GR8", "GODE561231GR", "GOD561231GR88"),
)

NORTH_AMERICA = (
    US_SSN,
    US_SSN_BARE,
    US_ITIN,
    US_ITIN_GROUPED,
    US_MBI,
    CA_SIN,
    CA_SIN_GROUPED,
    MX_CURP,
    MX_RFC,
)
