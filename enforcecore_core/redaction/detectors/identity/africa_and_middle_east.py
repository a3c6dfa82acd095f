"""Numbers that states of Africa and the Middle East give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import luhn, weighted
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import always, is_day, number
from enforcecore_core.redaction.detectors.other_names import TIMES

__all__ = ["AFRICA_AND_MIDDLE_EAST"]


def _is_israeli(digits: str) -> bool:
    return luhn(digits) and len(set(digits)) > 1


def _is_south_african(digits: str) -> bool:
    return is_day(digits[2:4], digits[4:6]) and digits[10] in "012" and luhn(digits)


def _is_egyptian(digits: str) -> bool:
    return is_day(digits[3:5], digits[5:7])


def _is_kuwaiti(digits: str) -> bool:
    check = 11 - weighted(digits, (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11
    return is_day(digits[3:5], digits[5:7]) and check == int(digits[11])


IL_ID = number(
    "il-id",
    r"[0-9]{8}-?[0-9]",
    _is_israeli,
    source="Population and Immigration Authority of Israel, identity number",
    cues=Cues(
        ("teudat zehut", "tz", "israeli id", "israel id", "תעודת זהות", "מספר זהות"),
        bare_in_strict=True,
    ),
    examples=(("teudat zehut 039337423", "039337423"), ("ת.ז. תעודת זהות 039337423", "039337423")),
    counter_examples=("039337423", "teudat zehut 039337424"),
)

AE_EMIRATES_ID = number(
    "ae-emirates-id",
    r"784[ -]?(?:19|20)[0-9]{2}[ -]?[0-9]{7}[ -]?[0-9]",
    luhn,
    source="Federal Authority for Identity of the UAE, identity number",
    examples=(("Emirates ID 784-1987-1234567-1", "784-1987-1234567-1"),),
    counter_examples=("784-1987-1234567-7", "785-1987-1234567-8"),
)

SA_NATIONAL_ID = number(
    "sa-national-id",
    r"[12][0-9]{9}",
    luhn,
    source="Ministry of Interior of Saudi Arabia, national identity and iqama numbers",
    cues=Cues(("iqama", "saudi id", "saudi national", "الهوية", "إقامة", "national id")),
    examples=(("Iqama 2000000006", "2000000006"),),
    counter_examples=("2000000006", "iqama 2000000007"),
)

KW_CIVIL_ID = number(
    "kw-civil-id",
    r"[1-3][0-9]{2}[01][0-9][0-3][0-9]{6}",
    _is_kuwaiti,
    source="Public Authority for Civil Information of Kuwait, civil number",
    cues=Cues(("civil id", "kuwait", "civil number", "المدني")),
    examples=(("civil id 285010112331", "285010112331"),),
    counter_examples=("285010112331", "civil id 285010112335"),
)

EG_NATIONAL_ID = number(
    "eg-national-id",
    r"[23][0-9]{2}[01][0-9][0-3][0-9]{8}",
    _is_egyptian,
    source="Civil Status Organization of Egypt, national number",
    cues=Cues(("egypt", "الرقم القومي", "national id", "national number")),
    examples=(("Egyptian national ID 29001011234567", "29001011234567"),),
    counter_examples=("29001011234567", "national id 29013011234567"),
)

ZA_ID = number(
    "za-id",
    r"[0-9]{2}[01][0-9][0-3][0-9](?:[0-9]{7}| [0-9]{4} [0-9]{3})",
    _is_south_african,
    source="Identification Act 68 of 1997 of South Africa",
    unless=TIMES,
    examples=(("SA ID 7503305044089", "7503305044089"),),
    counter_examples=(
        "7503305044088",
        "7513305044089",
        "7503305044989",
        "timestamp_ms: 7503305044089",
    ),
)

NG_NIN = number(
    "ng-nin",
    r"[0-9]{11}",
    always,
    source="National Identity Management Commission of Nigeria, NIN",
    cues=Cues(("nin", "nimc", "bvn", "national identification number", "national identity number")),
    examples=(("NIN 12345678901", "12345678901"),),
    counter_examples=("12345678901", "NIN 123456789012"),
)

AFRICA_AND_MIDDLE_EAST = (
    IL_ID,
    AE_EMIRATES_ID,
    SA_NATIONAL_ID,
    KW_CIVIL_ID,
    EG_NATIONAL_ID,
    ZA_ID,
    NG_NIN,
)
