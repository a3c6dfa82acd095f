"""Numbers of documents that people carry: passports, licences, cards of insurers and voters."""

from __future__ import annotations

import re
from collections.abc import Callable

from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.identity.shapes import is_day, number

__all__ = ["DOCUMENTS"]

_PASSPORT_WORDS = (
    *("passport", "travel document", "passeport", "reisepass", "pasaporte", "passaporto"),
    *("passaporte", "paspoort", "paszport", "pasaport", "reispas", "passi", "passnummer"),
    *(
        "паспорт",
        "护照",
        "護照",
        "여권",
        "パスポート",
        "旅券",
        "जवाज़",
        "جواز",
        "דרכון",
        "διαβατηριο",
    ),
)
_LICENCE_WORDS = (
    *("driver s license", "drivers license", "driver license", "driving license", "dl no"),
    *("driver s licence", "drivers licence", "driver licence", "driving licence", "licence number"),
    *("license number", "dl number", "dl num", "driver s lic", "dvla", "dmv", "driving permit"),
    *("fuhrerschein", "fuhrerscheinnummer", "permis de conduire", "licencia de conducir"),
    *("patente di guida", "patente", "carteira de motorista", "cnh", "rijbewijs", "prawo jazdy"),
    *("korkort", "kjorekort", "ajokortti", "ehliyet", "carnet de conducir", "운전면허", "驾驶证"),
    *("運転免許", "водительское", "licence", "driver id"),
)
_IDENTITY_WORDS = (
    *("national id", "identity number", "identity card", "id card", "identification number"),
    *("citizen id", "personal id", "id number", "personalausweis", "ausweis", "carte d identite"),
    *("carta d identita", "documento de identidad", "identity document", "government id"),
    *("dowod osobisty", "identiteitskaart", "kimlik", "身份证", "新分証"),
)
_INSURANCE_WORDS = (
    *("health insurance", "insurance number", "insurance id", "member id", "medicaid", "medicare"),
    *("mbi", "hicn", "health card", "krankenversicherung", "versichertennummer", "ehic", "ohip"),
    *("carte vitale", "mutuelle", "tessera sanitaria", "tarjeta sanitaria", "health plan"),
    *("subscriber id", "medical record", "mrn", "patient id", "保险号", "健康保険"),
)
_VOTER_WORDS = (
    *("voter", "electoral", "election card", "clave de elector", "titulo de eleitor", "epic no"),
)
_RESIDENCE_WORDS = (
    *("residence permit", "green card", "alien registration", "uscis", "visa number", "visa no"),
    *("aufenthaltstitel", "titre de sejour", "permesso di soggiorno", "permiso de residencia"),
)

# A token with small letters among capitals is a word, unless it is mostly digits.
_MOSTLY_DIGITS = 5
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}")
_DOCUMENT = re.compile(
    r"[a-z]{1,3}[0-9]{6,8}|[a-z][0-9]{3}[a-z][0-9]{4}|[a-z]{2}[0-9]{5}[a-z]{2}|[0-9]{7}[a-z]{2}"
    r"|[a-z]{2}[0-9]{7}[a-z]|u1[a-z0-9]{7}[a-z]|[cfghjklmnprtvwxyz](?:[cfghjklmnprtvwxyz]?[0-9]){4,8}",
    re.IGNORECASE,
)


def _of_digits(least: int) -> Callable[[re.Match[str]], Span | None]:
    """Accept what has so many digits, more when it is spelled as a word is."""

    def confirm(found: re.Match[str]) -> Span | None:
        text = found[0]
        needed = least if text.upper() == text else max(least, _MOSTLY_DIGITS)
        enough = sum(map(str.isdigit, text)) >= needed
        return found.span() if enough and not _DATE.fullmatch(text) else None

    return confirm


def _is_document(found: re.Match[str]) -> Span | None:
    return found.span() if _DOCUMENT.fullmatch(found[0]) else None


def _named(
    name: str,
    words: tuple[str, ...],
    lengths: tuple[int, int],
    confirm: Callable[[re.Match[str]], Span | None],
    *,
    source: str,
    examples: tuple[tuple[str, str], ...],
    counter_examples: tuple[str, ...],
) -> Detector:
    """A detector for a token of letters, digits and hyphens for which there is a word."""
    low, high = lengths
    # As many signs at least stand on one side of a digit in it.
    side = low // 2
    return Detector(
        name=name,
        kind=name.upper().replace("-", "_"),
        group="pii",
        family="identity",
        source=source,
        gate=f"[0-9](?:-?[A-Za-z0-9]){{{side}}}|(?:[A-Za-z0-9]-?){{{side}}}[0-9]",
        pattern=re.compile(
            rf"[A-Za-z0-9](?<![A-Za-z0-9]{{2}})(?:(?<=[0-9])|(?=[A-Za-z-]{{0,{high}}}[0-9]))"
            rf"(?:-?[A-Za-z0-9]){{{low - 1},{high - 1}}}(?![A-Za-z0-9])",
            re.ASCII,
        ),
        confirm=confirm,
        cues=Cues(words),
        examples=examples,
        counter_examples=counter_examples,
    )


PASSPORT = _named(
    "passport",
    _PASSPORT_WORDS,
    (7, 10),
    _of_digits(1),
    source="ICAO 9303, part 4, document number",
    examples=(
        ("passport no 123456789", "123456789"),
        ("Reisepass C01X00T47", "C01X00T47"),
        ("여권번호는 M123A4567", "M123A4567"),
        ("AAA123456 es mi pasaporte", "AAA123456"),
    ),
    counter_examples=(
        "C01X00T47",
        "passport number",
        "passport issued 2020-01-15",
        "passport Form2a",
    ),
)

DRIVING_LICENCE = _named(
    "driving-licence",
    _LICENCE_WORDS,
    (6, 20),
    _of_digits(4),
    source="AAMVA DL/ID Card Design Standard, customer id; directive 2006/126/EC, field 5",
    examples=(
        ("driver's license D1234567", "D1234567"),
        ("DL no: S123-4567-8901", "S123-4567-8901"),
        ("driving_licence=MORGA657054SM9IJ", "MORGA657054SM9IJ"),
    ),
    counter_examples=("D1234567", "driver's license renewal", "DL no 123", "dl no 2024-01-15"),
)

GB_DRIVING_LICENCE = number(
    "gb-driving-licence",
    r"[A-Za-z9]{5}[0-9][0156][0-9][0-3][0-9][0-9][A-Za-z9]{2}[0-9A-Za-z]{3}",
    lambda text: is_day(f"{int(text[6]) % 5}{text[7]}", text[8:10]) and text[0] != "9",
    kind="DRIVING_LICENCE",
    source="DVLA, driver number",
    begins_with="letter",
    examples=(("MORGA657054SM9IJ", "MORGA657054SM9IJ"), ("morga657054sm9ij", "morga657054sm9ij")),
    counter_examples=("MORGA693054SM9IJ", "MORGA657324SM9IJ", "MORGA657054SM9I"),
)

NATIONAL_ID = _named(
    "national-id",
    _IDENTITY_WORDS,
    (6, 18),
    _of_digits(5),
    source="ICAO 9303, part 5, document number; national registers of persons",
    examples=(
        ("national id: 12345678", "12345678"),
        ("Personalausweis T22000129", "T22000129"),
    ),
    counter_examples=("T22000129", "identity card of 2020-01-15", "national id A1"),
)

HEALTH_INSURANCE = _named(
    "health-insurance",
    _INSURANCE_WORDS,
    (8, 20),
    _of_digits(5),
    source="CMS and national insurers, member numbers; EHIC, decision S1 of 2009",
    examples=(
        ("health insurance no A123456789", "A123456789"),
        ("member_id: XYZ123456789", "XYZ123456789"),
        ("EHIC 80276000000000000123", "80276000000000000123"),
    ),
    counter_examples=("XYZ123456789", "member id 1234", "health insurance since 2020-01-15"),
)

VOTER_ID = _named(
    "voter-id",
    _VOTER_WORDS,
    (8, 18),
    _of_digits(5),
    source="INE (MX) clave de elector, TSE (BR) titulo de eleitor, state registers (US)",
    examples=(
        ("voter registration 123456789", "123456789"),
        ("clave de elector GMZVRB80072909M100", "GMZVRB80072909M100"),
    ),
    counter_examples=("123456789", "voter turnout 45678"),
)

RESIDENCE_PERMIT = _named(
    "residence-permit",
    _RESIDENCE_WORDS,
    (8, 13),
    _of_digits(5),
    source="USCIS, A-number and card number; regulation (EU) 2017/1954, permit number",
    examples=(("green card A123456789", "A123456789"), ("USCIS# LIN1234567890", "LIN1234567890")),
    counter_examples=("A123456789", "residence permit since 2020-01-15"),
)

DOCUMENT_NUMBER = Detector(
    name="document-number",
    kind="DOCUMENT_NUMBER",
    group="pii",
    family="identity",
    source="ICAO 9303, parts 4 and 5, document numbers as states form them",
    gate="[A-Za-z][A-Za-z0-9]{0,3}[0-9]{2}|[0-9]{7}[A-Za-z]{2}|(?:[A-Za-z][0-9]){4}",
    pattern=re.compile(
        r"[A-Za-z0-9](?<![A-Za-z0-9_.-][A-Za-z0-9])[A-Za-z0-9]{6,10}(?![A-Za-z0-9_]|[.-][A-Za-z0-9])",
        re.ASCII,
    ),
    confirm=_is_document,
    pack="strict",
    examples=(
        *(("T22000129", "T22000129"), ("m123a4567", "m123a4567"), ("CA12345AB", "CA12345AB")),
        ("C0F1G2H3", "C0F1G2H3"),
    ),
    counter_examples=("ABCDEFGHI", "123456789", "version-T22000129", "A12345"),
)

DOCUMENTS = (
    GB_DRIVING_LICENCE,
    PASSPORT,
    DRIVING_LICENCE,
    NATIONAL_ID,
    HEALTH_INSURANCE,
    VOTER_ID,
    RESIDENCE_PERMIT,
    DOCUMENT_NUMBER,
)
