"""Numbers that Germany, France, the Benelux, Austria and Switzerland give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import (
    dotted_sum,
    luhn,
    machine_readable,
    mod_11_10,
    verhoeff,
    weighted,
)
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import is_day, number

__all__ = ["WESTERN_EUROPE"]

_INSURANCE_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def _is_german_tax_id(digits: str) -> bool:
    """Of the first ten digits one stands there twice or three times, and no other repeats."""
    different = set(digits[:10])
    if len(different) not in {8, 9}:
        return False
    repeats = [count for count in map(digits[:10].count, different) if count > 1]
    return repeats in ([2], [3]) and mod_11_10(digits)


def _is_german_insurance(text: str) -> bool:
    if not is_day(text[4:6], str(int(text[2:4]) % 50)):
        return False
    digits = text[:8] + _letter_as_number(text[8]) + text[9:11]
    return dotted_sum(digits, _INSURANCE_WEIGHTS) % 10 == int(text[11])


def _is_german_health_insurance(text: str) -> bool:
    digits = _letter_as_number(text[0]) + text[1:9]
    return dotted_sum(digits, (1, 2) * 5) % 10 == int(text[9])


def _letter_as_number(letter: str) -> str:
    return f"{ord(letter) - ord('A') + 1:02d}"


def _is_german_card(text: str) -> bool:
    return machine_readable(text[:9]) == int(text[9])


def _is_nir(text: str) -> bool:
    """The key is what the rest lacks of a multiple of 97; Corsica's 2A and 2B are 19 and 18."""
    return 1 <= int(text[3:5]) <= 12 and _has_nir_key(text)  # noqa: PLR2004 - INSEE


def _is_provisional_nir(text: str) -> bool:
    """Of somebody who was born abroad, or whose month of birth is not known."""
    month = int(text[3:5])
    return (20 <= month <= 42 or month >= 50 or 1 <= month <= 12) and _has_nir_key(text)  # noqa: PLR2004 - INSEE


def _has_nir_key(text: str) -> bool:
    department = {"2A": "19", "2B": "18"}.get(text[5:7], text[5:7])
    body = text[:5] + department + text[7:13]
    return 97 - int(body) % 97 == int(text[13:])


def _is_french_tax_number(digits: str) -> bool:
    return int(digits[:10]) % 511 == int(digits[10:])


def _is_bsn(digits: str) -> bool:
    total = weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1))
    return total % 11 == 0 and len(set(digits)) > 1


def _is_belgian(digits: str) -> bool:
    """Of those born since 2000, the number counts with a 2 in front. An unknown month is 0."""
    month = int(digits[2:4]) % 20
    if month != 0 and not is_day(str(month), digits[4:6]):
        return False
    check = int(digits[9:])
    return check in {97 - int(digits[:9]) % 97, 97 - int("2" + digits[:9]) % 97}


def _is_austrian(digits: str) -> bool:
    month = "12" if digits[6:8] in {"13", "14", "15"} else digits[6:8]
    if not is_day(month, digits[4:6]) or digits[0] == "0":
        return False
    check = weighted(digits[:3] + digits[4:], (3, 7, 9, 5, 8, 4, 2, 1, 6)) % 11
    return check == int(digits[3])


def _is_ahv(digits: str) -> bool:
    return -weighted(digits, (1, 3) * 6) % 10 == int(digits[12])


def _is_luxembourgish(digits: str) -> bool:
    return (
        is_day(digits[4:6], digits[6:8])
        and luhn(digits[:12])
        and verhoeff(digits[:11] + digits[12])
    )


DE_TAX_ID = number(
    "de-tax-id",
    r"[1-9][0-9](?:[0-9]{9}|(?: [0-9]{3}){3}|(?:/[0-9]{3}){3})",
    _is_german_tax_id,
    row=" /",
    source="Bundeszentralamt fuer Steuern, steuerliche Identifikationsnummer",
    examples=(("Steuer-ID 36 574 261 809", "36 574 261 809"), ("86095742719", "86095742719")),
    counter_examples=("36 574 261 808", "12345678901", "11223344556"),
)

DE_SOCIAL_INSURANCE = number(
    "de-social-insurance",
    r"[0-9]{2} ?[0-9]{2}[01][0-9]{3} ?[A-Za-z] ?[0-9]{2} ?[0-9]",
    _is_german_insurance,
    source="Deutsche Rentenversicherung, VKVV section 2",
    examples=(("SVNR 15070649C103", "15070649C103"), ("65 180539 W 001", "65 180539 W 001")),
    counter_examples=("15070649C104", "15071349C103"),
)

DE_HEALTH_INSURANCE = number(
    "de-health-insurance",
    r"[A-Z] ?[0-9]{9}",
    _is_german_health_insurance,
    source="GKV-Spitzenverband, Krankenversichertennummer (SGB V section 290)",
    begins_with="letter",
    cues=Cues(
        (
            "krankenversicher",
            "versichertennummer",
            "kvnr",
            "krankenkasse",
            "gesundheitskarte",
            "egk",
            "health insurance",
            "versicherung",
        ),
        bare_in_strict=True,
    ),
    examples=(("KVNR: A123456780", "A123456780"),),
    counter_examples=("A123456780", "KVNR A123456781"),
)

_CARD_CHAR = "[CFGHJKLMNPRTVWXYZ0-9]"
DE_ID_CARD = number(
    "de-id-card",
    rf"[CFGHJKLMNPRTVWXYZ]{_CARD_CHAR}{{8}}[0-9]",
    _is_german_card,
    source="Bundesdruckerei, serial numbers of Personalausweis and Reisepass; ICAO 9303",
    gate=f"{_CARD_CHAR}{{9}}[0-9]",
    begins_with="letter",
    cues=Cues(
        ("ausweis", "perso", "id card", "identity card", "reisepass", "passport"),
        bare_in_strict=True,
    ),
    examples=(("Ausweisnr. T220001293", "T220001293"), ("Ausweis L01X00T471", "L01X00T471")),
    counter_examples=("T220001293", "Ausweis T220001294"),
)

FR_NIR = number(
    "fr-nir",
    r"[12] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[ABab]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}",
    _is_nir,
    source="INSEE, numero d'inscription au repertoire",
    examples=(
        ("sécu 2 95 10 99 126 111 93.", "2 95 10 99 126 111 93"),
        ("255081416802538", "255081416802538"),
    ),
    counter_examples=(
        "295109912611194",
        "295139912611193",
        "1295109912611193",
        # A number of a thread, in which 96 would be the month.
        "139962857540480",
    ),
)

# Too much like any number of 15 digits to be one without a word that says so.
FR_PROVISIONAL_NIR = number(
    "fr-nir-provisional",
    r"[1-478] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[ABab]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}",
    _is_provisional_nir,
    source="INSEE, numero d'inscription au repertoire",
    kind="FR_NIR",
    cues=Cues(("nir", "securite sociale", "secu", "insee", "numero de sejour")),
    examples=(("NIR 139962857540480", "139962857540480"),),
    counter_examples=("139962857540480", "NIR 139962857540481"),
)

FR_TAX_NUMBER = number(
    "fr-tax-number",
    r"[0-3][0-9] ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}",
    _is_french_tax_number,
    source="Direction generale des Finances publiques, numero SPI",
    cues=Cues(("numero fiscal", "spi", "reference fiscale", "tax number", "nif", "impots")),
    examples=(("numéro fiscal 30 23 217 600 053", "30 23 217 600 053"),),
    counter_examples=("3023217600053", "numero fiscal 3023217600054"),
)

NL_BSN = number(
    "nl-bsn",
    r"[0-9]{3}(?:[0-9]{6}|[0-9][ .][0-9]{2}[ .][0-9]{3}|[ .][0-9]{3}[ .][0-9]{3})",
    _is_bsn,
    source="Rijksdienst voor Identiteitsgegevens, Logisch Ontwerp BSN",
    cues=Cues(
        ("bsn", "burgerservicenummer", "sofinummer", "citizen service number", "sofi"),
        bare_in_strict=True,
    ),
    examples=(("BSN 111222333", "111222333"), ("bsn: 1112.22.333", "1112.22.333")),
    counter_examples=("111222333", "BSN 111222334", "bsn 000000000"),
)

BE_NN = number(
    "be-nn",
    r"[0-9]{2}[ .]?[0-9]{2}[ .]?[0-9]{2}[ -]?[0-9]{3}[ .]?[0-9]{2}",
    _is_belgian,
    source="Rijksregister, royal decree of 3 April 1984",
    examples=(
        ("rijksregisternummer 85.07.30-033.28", "85.07.30-033.28"),
        ("85073003328", "85073003328"),
    ),
    counter_examples=("85.07.30-033.29", "85133003328", "085073003328"),
)

AT_SVNR = number(
    "at-svnr",
    r"[1-9][0-9]{3}[ -]?[0-9]{2}[01][0-9]{3}",
    _is_austrian,
    source="ASVG section 31, Versicherungsnummer",
    cues=Cues(
        ("svnr", "sozialversicherung", "versicherungsnummer", "sv nummer", "social security"),
        bare_in_strict=True,
    ),
    examples=(("SVNR 1237 010180", "1237 010180"), ("svnr=1237010180", "1237010180")),
    counter_examples=("1237010180", "SVNR 1238 010180"),
)

CH_AHV = number(
    "ch-ahv",
    r"756[ .]?[0-9]{4}[ .]?[0-9]{4}[ .]?[0-9]{2}",
    _is_ahv,
    source="Zentrale Ausgleichsstelle, AHV number (GS1 check digit)",
    examples=(("AHV 756.9217.0769.85", "756.9217.0769.85"), ("7569217076985", "7569217076985")),
    counter_examples=("756.9217.0769.84", "757.9217.0769.85"),
)

LU_MATRICULE = number(
    "lu-matricule",
    r"[12][089][0-9]{2} ?[01][0-9] ?[0-3][0-9] ?[0-9]{5}",
    _is_luxembourgish,
    source="Registre national des personnes physiques, matricule",
    examples=(("matricule 1893120105732", "1893120105732"),),
    counter_examples=("1893120105733", "1893130105732"),
)

WESTERN_EUROPE = (
    DE_TAX_ID,
    DE_SOCIAL_INSURANCE,
    DE_HEALTH_INSURANCE,
    DE_ID_CARD,
    FR_NIR,
    FR_PROVISIONAL_NIR,
    FR_TAX_NUMBER,
    NL_BSN,
    BE_NN,
    AT_SVNR,
    CH_AHV,
    LU_MATRICULE,
)
