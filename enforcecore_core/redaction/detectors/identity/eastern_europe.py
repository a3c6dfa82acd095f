"""Numbers that states of central and eastern Europe give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import weighted
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import is_day, number
from enforcecore_core.redaction.detectors.other_names import TIMES

__all__ = ["EASTERN_EUROPE"]

_PESEL_CENTURIES = frozenset({0, 20})


def _is_pesel(digits: str) -> bool:
    """The month says the century: from 1 for those born since 1900, from 21 since 2000."""
    month = int(digits[2:4])
    if month // 20 * 20 not in _PESEL_CENTURIES or not is_day(str(month % 20), digits[4:6]):
        return False
    return -weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10 == int(digits[10])


def _is_polish_card(text: str) -> bool:
    values = [int(char, 36) for char in text]
    weights = (7, 3, 1, 9, 7, 3, 1, 7, 3)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) % 10 == 0


def _is_nip(digits: str) -> bool:
    return weighted(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(digits[9])


def _is_birth_number(digits: str) -> bool:
    """Women's months count from 51; where a day's numbers run out, 20 is added."""
    month = int(digits[2:4]) % 50
    if not is_day(str(month % 20), digits[4:6]):
        return False
    # Until 1954 there was no check digit.
    return len(digits) == 9 or int(digits[:9]) % 11 % 10 == int(digits[9])  # noqa: PLR2004


def _is_hungarian_tax_id(digits: str) -> bool:
    return weighted(digits, range(1, 10)) % 11 == int(digits[9])


def _is_taj(digits: str) -> bool:
    return weighted(digits, (3, 7) * 4) % 10 == int(digits[8])


def _is_cnp(digits: str) -> bool:
    county = int(digits[7:9])
    issued = 1 <= county <= 48 or 51 <= county <= 52 or county in {70, 80, 81, 82, 83}  # noqa: PLR2004
    if not issued or not is_day(digits[3:5], digits[5:7]):
        return False
    check = weighted(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (1 if check == 10 else check) == int(digits[12])  # noqa: PLR2004 - no digit


def _is_egn(digits: str) -> bool:
    if not is_day(str(int(digits[2:4]) % 20), digits[4:6]):
        return False
    return weighted(digits, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 == int(digits[9])


def _is_rnokpp(digits: str) -> bool:
    return weighted(digits, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == int(digits[9])


def _is_snils(digits: str) -> bool:
    return weighted(digits, range(9, 0, -1)) % 101 % 100 == int(digits[9:])


def _is_russian_tax_id(digits: str) -> bool:
    first = weighted(digits, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    second = weighted(digits, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    return digits[10:] == f"{first}{second}"


PL_PESEL = number(
    "pl-pesel",
    r"[0-9]{2}[0-3][0-9][0-3][0-9]{6}",
    _is_pesel,
    source="Ustawa o ewidencji ludnosci, PESEL",
    examples=(("PESEL 44051401359", "44051401359"),),
    counter_examples=("44051401358", "44131401359", "440514013590"),
)

PL_ID_CARD = number(
    "pl-id-card",
    r"[A-Z]{3} ?[0-9]{6}",
    _is_polish_card,
    source="Ministerstwo Cyfryzacji, dowod osobisty",
    begins_with="letter",
    cues=Cues(("dowod osobisty", "dowodu", "numer dowodu", "id card"), bare_in_strict=True),
    examples=(("dowód osobisty ABA300000", "ABA300000"),),
    counter_examples=("ABA300000", "dowod osobisty ABA300001"),
)

PL_NIP = number(
    "pl-nip",
    r"[1-9][0-9]{2}-?[0-9]{3}-?[0-9]{2}-?[0-9]{2}",
    _is_nip,
    source="Ustawa o zasadach ewidencji podatnikow, NIP",
    cues=Cues(("nip", "identyfikacji podatkowej")),
    examples=(("NIP 123-456-32-18", "123-456-32-18"),),
    counter_examples=("1234563218", "NIP 123-456-32-19"),
)

CZ_SK_BIRTH_NUMBER = number(
    "cz-sk-birth-number",
    r"[0-9]{2}[0-8][0-9][0-3][0-9]/[0-9]{3,4}",
    _is_birth_number,
    source="Zakon 133/2000 Sb., rodne cislo (CZ, SK)",
    examples=(("rodné číslo 710319/2745", "710319/2745"), ("715319/2740", "715319/2740")),
    counter_examples=("710319/2746", "711919/2745"),
)

CZ_SK_BIRTH_NUMBER_BARE = number(
    "cz-sk-birth-number-bare",
    r"[0-9]{2}[0-8][0-9][0-3][0-9] ?[0-9]{3,4}",
    _is_birth_number,
    kind="CZ_SK_BIRTH_NUMBER",
    source="Zakon 133/2000 Sb., rodne cislo (CZ, SK)",
    cues=Cues(("rodne cislo", "rodneho cisla", "birth number", "r c")),
    examples=(("rodné číslo: 7103192745", "7103192745"),),
    counter_examples=("7103192745", "rodne cislo 7103192746"),
)

HU_TAX_ID = number(
    "hu-tax-id",
    r"8[0-9]{9}",
    _is_hungarian_tax_id,
    source="1996. evi XX. torveny, adoazonosito jel",
    cues=Cues(("adoazonosito", "ado azonosito", "adojel", "tax id")),
    examples=(("adóazonosító jel 8071592153", "8071592153"),),
    counter_examples=("8071592153", "adoazonosito jel 8071592154"),
)

HU_TAJ = number(
    "hu-taj",
    r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}",
    _is_taj,
    source="1996. evi XX. torveny, TAJ szam",
    cues=Cues(("taj", "taj szam", "tarsadalombiztositasi")),
    examples=(("TAJ szám 111 111 110", "111 111 110"),),
    counter_examples=("111 111 110", "TAJ 111 111 111"),
)

RO_CNP = number(
    "ro-cnp",
    r"[1-8][0-9]{2}[01][0-9][0-3][0-9]{7}",
    _is_cnp,
    source="Legea 105/1996, cod numeric personal",
    unless=TIMES,
    examples=(("CNP 1800101221144", "1800101221144"),),
    counter_examples=(
        "1800101221145",
        "1801301221144",
        "1800101991144",
        "timestamp_ms: 1800101221144",
    ),
)

BG_EGN = number(
    "bg-egn",
    r"[0-9]{2}[0-5][0-9][0-3][0-9]{5}",
    _is_egn,
    source="GRAO, edinen grazhdanski nomer",
    cues=Cues(("egn", "ЕГН", "edinen grazhdanski", "единен граждански"), bare_in_strict=True),
    examples=(("ЕГН 7523169263", "7523169263"), ("EGN: 7523169263", "7523169263")),
    counter_examples=("7523169263", "EGN 7523169264"),
)

UA_RNOKPP = number(
    "ua-rnokpp",
    r"[0-9]{10}",
    _is_rnokpp,
    source="State Tax Service of Ukraine, RNOKPP",
    cues=Cues(("рнокпп", "rnokpp", "ІПН", "ipn", "ідентифікаційний", "tax number")),
    examples=(("РНОКПП 1759013776", "1759013776"),),
    counter_examples=("1759013776", "RNOKPP 1759013777"),
)

RU_SNILS = number(
    "ru-snils",
    r"[0-9]{3}-[0-9]{3}-[0-9]{3}[ -][0-9]{2}",
    _is_snils,
    source="Social Fund of Russia, SNILS",
    row="-",
    examples=(("СНИЛС 112-233-445 95", "112-233-445 95"),),
    counter_examples=("112-233-445 96", "1-112-233-445 95"),
)

RU_INN = number(
    "ru-inn",
    r"[0-9]{12}",
    _is_russian_tax_id,
    source="Federal Tax Service of Russia, INN of persons",
    cues=Cues(("инн", "inn", "налогоплательщика"), bare_in_strict=True),
    examples=(("ИНН 500100732259", "500100732259"),),
    counter_examples=("500100732259", "inn 500100732258"),
)

EASTERN_EUROPE = (
    PL_PESEL,
    PL_ID_CARD,
    PL_NIP,
    CZ_SK_BIRTH_NUMBER,
    CZ_SK_BIRTH_NUMBER_BARE,
    HU_TAX_ID,
    HU_TAJ,
    RO_CNP,
    BG_EGN,
    UA_RNOKPP,
    RU_SNILS,
    RU_INN,
)
