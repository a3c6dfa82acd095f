"""Numbers that the Nordic and Baltic states give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import luhn, weighted
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import always, is_day, number
from enforcecore_core.redaction.detectors.other_names import TIMES

__all__ = ["NORTHERN_EUROPE"]

_HETU_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_PERSONAL_WORDS = ("personnummer", "personnr", "samordningsnummer", "pnr", "personal identity")


def _is_swedish(digits: str) -> bool:
    """Coordination numbers count the day from 61."""
    century, short = digits[:-10], digits[-10:]
    if century not in {"", "18", "19", "20"}:
        return False
    return is_day(short[2:4], str(int(short[4:6]) % 60)) and luhn(short)


def _is_swedish_and_no_time(digits: str) -> bool:
    """A day and a time of day (`202611271004`) are as long, and one in ten adds up."""
    is_time = digits[8:10] < "24" and digits[10] < "6"
    return not is_time and _is_swedish(digits)


def _is_norwegian(digits: str) -> bool:
    """D-numbers count the day from 41."""
    if not is_day(str(int(digits[2:4]) % 40), str(int(digits[:2]) % 40)):
        return False
    first = -weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
    second = -weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return digits[9:] == f"{first}{second}"


def _is_danish(digits: str) -> bool:
    """Since 2007 numbers are issued that do not add up; only the day can be checked."""
    return is_day(digits[2:4], str(int(digits[:2]) % 60))


def _is_finnish(text: str) -> bool:
    digits = text[:6] + text[-4:-1]
    return is_day(digits[2:4], digits[:2]) and _HETU_CHECKS[int(digits) % 31] == text[-1]


def _is_icelandic(digits: str) -> bool:
    if not is_day(digits[2:4], str(int(digits[:2]) % 40)) or digits[9] not in "089":
        return False
    return -weighted(digits, (3, 2, 7, 6, 5, 4, 3, 2)) % 11 == int(digits[8])


def _is_baltic(digits: str) -> bool:
    if not is_day(digits[3:5], digits[5:7]):
        return False
    check = weighted(digits, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:  # noqa: PLR2004 - no digit; the second row of weights decides
        check = weighted(digits, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return check == int(digits[10])


def _is_latvian(digits: str) -> bool:
    if not is_day(digits[2:4], digits[:2]):
        return False
    total = weighted(digits, (1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
    return (1101 - total) % 11 % 10 == int(digits[10])


SE_PERSONNUMMER = number(
    "se-personnummer",
    r"[0-9]{2}(?:[0-9]{2})?[01][0-9][0-9]{2}[-+][0-9]{4}",
    _is_swedish,
    source="Skatteverket, SKV 704 and SKV 707",
    row="-",
    examples=(
        ("personnummer 811218-9876", "811218-9876"),
        ("19811218-9876", "19811218-9876"),
        ("811278-9873", "811278-9873"),
    ),
    counter_examples=("811218-9877", "811318-9876", "811218-98761"),
)

SE_PERSONNUMMER_BARE = number(
    "se-personnummer-bare",
    r"[0-9]{2}(?:[0-9]{2})?[01][0-9][0-9]{2} ?[0-9]{4}",
    _is_swedish,
    kind="SE_PERSONNUMMER",
    source="Skatteverket, SKV 704 and SKV 707",
    cues=Cues(_PERSONAL_WORDS, bare_in_strict=True),
    examples=(("pnr=8112189876", "8112189876"), ("Personnummer: 198112189876", "198112189876")),
    counter_examples=("8112189876", "pnr 8112189877"),
)

SE_PERSONNUMMER_LONG = number(
    "se-personnummer-long",
    r"[12][089][0-9]{2}[01][0-9][0-9]{6}",
    _is_swedish_and_no_time,
    kind="SE_PERSONNUMMER",
    source="Skatteverket, SKV 704 and SKV 707",
    unless=TIMES,
    examples=(("198112189876", "198112189876"), ("id 198112789873", "198112789873")),
    counter_examples=("198112189877", "202611271004", "198113189876", "ts: 198112189876"),
)

NO_FODSELSNUMMER = number(
    "no-fodselsnummer",
    r"[0-7][0-9][0-5][0-9]{3}[ -]?[0-9]{5}",
    _is_norwegian,
    source="Skatteetaten, fodselsnummer and D-nummer",
    examples=(("fødselsnummer 15108695088", "15108695088"), ("151086 95088", "151086 95088")),
    counter_examples=("15108695089", "15138695088"),
)

DK_CPR = number(
    "dk-cpr",
    r"[0-9]{2}[01][0-9]{3}[ -]?[0-9]{4}",
    _is_danish,
    source="CPR-kontoret, Personnummeret i CPR",
    cues=Cues(("cpr", "personnummer", "personnr", "cpr nr"), bare_in_strict=True),
    examples=(("CPR 211062-5629", "211062-5629"), ("cprnr: 2110625629", "2110625629")),
    counter_examples=("2110625629", "CPR 211362-5629"),
)

DK_CPR_GROUPED = number(
    "dk-cpr-grouped",
    r"[0-3][0-9][01][0-9]{3}-[0-9]{4}",
    _is_danish,
    kind="DK_CPR",
    source="CPR-kontoret, Personnummeret i CPR",
    row="-",
    examples=(("value 211062-5629", "211062-5629"),),
    counter_examples=("211362-5629", "2110-625629", "211062-56291"),
)

FI_HETU = number(
    "fi-hetu",
    r"[0-3][0-9][01][0-9]{3}[-+ABCDEFYXWVUabcdefyxwvu][0-9]{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y]",
    _is_finnish,
    source="Digi- ja vaestotietovirasto, henkilotunnus",
    examples=(("hetu 131052-308T", "131052-308T"), ("131052A308T", "131052A308T")),
    counter_examples=("131052-308U", "131352-308T"),
)

IS_KENNITALA = number(
    "is-kennitala",
    r"[0-7][0-9][01][0-9]{3}-[0-9]{4}",
    _is_icelandic,
    source="Thjodskra, kennitala",
    examples=(("kennitala 120174-3399", "120174-3399"),),
    counter_examples=("120174-3389", "121374-3399"),
)

IS_KENNITALA_BARE = number(
    "is-kennitala-bare",
    r"[0-7][0-9][01][0-9]{7}",
    _is_icelandic,
    kind="IS_KENNITALA",
    source="Thjodskra, kennitala",
    cues=Cues(("kennitala", "kt"), bare_in_strict=True),
    examples=(("kt: 1201743399", "1201743399"),),
    counter_examples=("1201743399", "kennitala 1201743389"),
)

BALTIC_CODE = number(
    "baltic-personal-code",
    r"[1-6][0-9]{2}[01][0-9][0-3][0-9]{5}",
    _is_baltic,
    source="EVS 585:2007 isikukood (EE), asmens kodas (LT)",
    examples=(("isikukood 36805280109", "36805280109"), ("a.k. 33309240064", "33309240064")),
    counter_examples=("36805280108", "36813280109", "76805280109"),
)

LV_CODE = number(
    "lv-personal-code",
    r"[0-3][0-9][01][0-9]{3}-?[0-2][0-9]{4}",
    _is_latvian,
    source="PMLP, personas kods",
    examples=(("personas kods 161175-19997", "161175-19997"),),
    counter_examples=("161175-19996", "161375-19997"),
)

LV_CODE_NEW = number(
    "lv-personal-code-new",
    r"3[2-9][0-9]{4}-?[0-9]{5}",
    always,
    kind="LV_PERSONAL_CODE",
    source="PMLP, personas kods issued since July 2017",
    cues=Cues(("personas kods", "personal code", "latvian id")),
    examples=(("personas kods 327890-12345", "327890-12345"),),
    counter_examples=("327890-12345", "personas kods 317890-12345"),
)

NORTHERN_EUROPE = (
    SE_PERSONNUMMER,
    SE_PERSONNUMMER_BARE,
    SE_PERSONNUMMER_LONG,
    NO_FODSELSNUMMER,
    DK_CPR,
    DK_CPR_GROUPED,
    FI_HETU,
    IS_KENNITALA,
    IS_KENNITALA_BARE,
    BALTIC_CODE,
    LV_CODE,
    LV_CODE_NEW,
)
