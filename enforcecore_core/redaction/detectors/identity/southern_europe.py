"""Numbers that states of southern Europe and Turkey give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import luhn, mod_11_10, weighted
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import always, is_day, number
from enforcecore_core.redaction.detectors.other_names import TIMES

__all__ = ["SOUTHERN_EUROPE"]

# Decreto ministeriale of 23 December 1976: what a character counts at an odd place.
_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21),
            *(2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        ),
        strict=True,
    )
)
_SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def _is_codice_fiscale(text: str) -> bool:
    odd = sum(_ODD[char] for char in text[:15:2])
    even = sum(int(char) if char.isdigit() else ord(char) - ord("A") for char in text[1:15:2])
    return (odd + even) % 26 == ord(text[15]) - ord("A")


def _is_dni(text: str) -> bool:
    return _SPANISH_LETTERS[int(text[:-1]) % 23] == text[-1]


def _is_nie(text: str) -> bool:
    return _is_dni(str("XYZ".index(text[0])) + text[1:])


def _is_portuguese(digits: str) -> bool:
    check = -weighted(digits, range(9, 1, -1)) % 11
    return check % 10 == int(digits[8])


def _is_cartao(text: str) -> bool:
    """Letters count from ten; every second character is doubled, as with Luhn."""
    total = 0
    for place, char in enumerate(text):
        value = int(char, 36) * (2 if place % 2 == 0 else 1)
        total += value - 9 if place % 2 == 0 and value > 9 else value  # noqa: PLR2004 - digits
    return total % 10 == 0


def _is_amka(digits: str) -> bool:
    return is_day(digits[2:4], digits[:2]) and luhn(digits)


def _is_greek_tax_number(digits: str) -> bool:
    check = weighted(digits, (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10
    return check == int(digits[8]) and len(set(digits)) > 1


def _is_tckn(digits: str) -> bool:
    odd, even = (sum(map(int, digits[begin:9:2])) for begin in (0, 1))
    tenth = (odd * 7 - even) % 10
    return digits[9:] == f"{tenth}{(odd + even + tenth) % 10}"


def _is_jmbg(digits: str) -> bool:
    year = int(digits[4:7])
    if not is_day(digits[2:4], digits[:2]) or 30 < year < 880:  # noqa: PLR2004 - of births
        return False
    check = -weighted(digits, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return check == int(digits[12])


# Where two people would have one code, letters stand for digits, from the last one on.
_CF_DIGIT = "[0-9LMNPQRSTUVlmnpqrstuv]"
IT_CODICE_FISCALE = number(
    "it-codice-fiscale",
    rf"[A-Za-z]{{3}} ?[A-Za-z]{{3}} ?[0-9]{_CF_DIGIT}[ABCDEHLMPRSTabcdehlmprst]{_CF_DIGIT}{{2}} ?"
    rf"[A-Za-z]{_CF_DIGIT}{{3}} ?[A-Za-z]",
    _is_codice_fiscale,
    source="Agenzia delle Entrate, decreto ministeriale of 23 December 1976",
    begins_with="letter",
    examples=(
        ("CF RSSMRA85T10A562S", "RSSMRA85T10A562S"),
        ("rss mra 85t10 a562s", "rss mra 85t10 a562s"),
    ),
    counter_examples=("RSSMRA85T10A562T", "RSSMRA85T10A562"),
)

IT_ID_CARD = number(
    "it-id-card",
    r"[A-Z0-9](?:[A-Z] ?(?:[0-9]{5}[A-Z]{2}|[0-9]{7})|[0-9]{6}[A-Z]{2})",
    always,
    source="Ministero dell'Interno, carta d'identita",
    begins_with="letter",
    cues=Cues(
        ("carta d identita", "carta identita", "cie", "identity card", "id card"),
        bare_in_strict=True,
    ),
    examples=(("carta d'identità CA12345AB", "CA12345AB"), ("CIE: AA1234567", "AA1234567")),
    counter_examples=("CA12345AB", "AA1234567"),
)

ES_DNI = number(
    "es-dni",
    r"[0-9]{7}[0-9]?[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]",
    _is_dni,
    source="Real Decreto 1553/2005, Documento Nacional de Identidad",
    examples=(("DNI 54362315K", "54362315K"), ("54362315-k", "54362315-k")),
    counter_examples=(
        *("54362315A", "154362315K", "54362315KK", r"\U0000227c", "0x54362315K", "6802538 né"),
    ),
)

ES_NIE = number(
    "es-nie",
    r"[XYZxyz][ -]?[0-9]{7}[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]",
    _is_nie,
    source="Real Decreto 557/2011, Numero de Identidad de Extranjero",
    begins_with="letter",
    examples=(("NIE X-2482300-W", "X-2482300-W"), ("X2482300W", "X2482300W")),
    counter_examples=("X2482300A", "A2482300W"),
)

PT_NIF = number(
    "pt-nif",
    r"[1-35689][0-9]{2} ?[0-9]{3} ?[0-9]{3}",
    _is_portuguese,
    source="Autoridade Tributaria, Numero de Identificacao Fiscal",
    cues=Cues(("nif", "contribuinte", "numero fiscal", "identificacao fiscal")),
    examples=(("NIF 123456789", "123456789"), ("nº contribuinte 299 999 998", "299 999 998")),
    counter_examples=("123456789", "NIF 123456788"),
)

PT_CARTAO = number(
    "pt-cartao-de-cidadao",
    r"[0-9]{8} ?[0-9] ?[A-Z0-9]{2}[0-9]",
    _is_cartao,
    source="Autenticacao.gov, numero de documento do Cartao de Cidadao",
    cues=Cues(("cartao de cidadao", "cidadao", "numero de documento")),
    examples=(("cartão de cidadão 00000000 0 ZZ4", "00000000 0 ZZ4"),),
    counter_examples=("00000000 0 ZZ4", "cidadao 00000000 0 ZZ5"),
)

GR_AMKA = number(
    "gr-amka",
    r"[0-3][0-9][01][0-9]{8}",
    _is_amka,
    source="IDIKA, AMKA",
    examples=(("AMKA 01013099997", "01013099997"),),
    counter_examples=("01013099998", "41013099997"),
)

GR_TAX_NUMBER = number(
    "gr-tax-number",
    r"[0-9]{9}",
    _is_greek_tax_number,
    source="AADE, arithmos forologikou mitroou (AFM)",
    cues=Cues(("afm", "ΑΦΜ", "forologikou mitroou")),
    examples=(("ΑΦΜ 094259216", "094259216"),),
    counter_examples=("094259216", "AFM 094259217"),
)

TR_TCKN = number(
    "tr-tckn",
    r"[1-9][0-9]{10}",
    _is_tckn,
    source="Nufus ve Vatandaslik Isleri, TC kimlik numarasi",
    examples=(("TC Kimlik No 17291716060", "17291716060"), ("10000000146", "10000000146")),
    counter_examples=("17291716061", "07291716060", "172917160600", "17291716060 bytes"),
)

HR_OIB = number(
    "hr-oib",
    r"[0-9]{11}",
    mod_11_10,
    source="Zakon o osobnom identifikacijskom broju (ISO 7064)",
    cues=Cues(("oib", "osobni identifikacijski"), bare_in_strict=True),
    examples=(("OIB: 33392005961", "33392005961"),),
    counter_examples=("33392005961", "OIB 33392005962"),
)

JMBG = number(
    "jmbg",
    r"[0-3][0-9][01][0-9]{10}",
    _is_jmbg,
    source="Jedinstveni maticni broj gradjana (BA, ME, MK, RS), EMSO (SI)",
    unless=TIMES,
    examples=(("EMŠO 0101006500006", "0101006500006"),),
    counter_examples=("0101006500007", "0113006500006", "timestamp_ms: 0101006500006"),
)

SOUTHERN_EUROPE = (
    IT_CODICE_FISCALE,
    IT_ID_CARD,
    ES_DNI,
    ES_NIE,
    PT_NIF,
    PT_CARTAO,
    GR_AMKA,
    GR_TAX_NUMBER,
    TR_TCKN,
    HR_OIB,
    JMBG,
)
