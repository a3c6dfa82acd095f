"""Dates of birth: dates, near a word that says that somebody was born then."""

from __future__ import annotations

import re

from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.identity.shapes import is_day
from enforcecore_core.redaction.detectors.other_names import VERSIONS_AND_EVENTS

__all__ = ["BIRTH"]

_BORN = Cues(
    (
        *("date of birth", "dob", "born", "birth date", "birthday", "birthdate", "birth", "d o b"),
        "bday",
        *("geburtsdatum", "geboren", "geb", "date de naissance", "ne le", "nee le", "naissance"),
        *("fecha de nacimiento", "nacido", "nacida", "nacimiento", "data di nascita", "nato il"),
        *("nata il", "nascita", "data de nascimento", "nascimento", "nascido", "nascida"),
        *("geboortedatum", "fodselsdato", "fodselsdag", "fodt", "fodelsedatum", "fodd"),
        *("syntymaaika", "syntynyt", "nascut", "nascuta", "szuletett", "dogdu", "rodena"),
        *("data urodzenia", "urodzony", "urodzona", "datum narozeni", "narozen", "narozena"),
        *("родилась", "дата народження", "народився", "народилася", "נולד", "נולדה"),
        *("生日", "生まれ", "출생", "مواليد"),
        *("dogum tarihi", "data nasterii", "szuletesi", "γεννησης", "дата рождения", "родился"),
        *("出生日期", "出生", "生年月日", "誕生日", "생년월일", "जन्म", "تاريخ الميلاد", "לידה"),
    ),
)
# How the names of the months begin in the languages of these words, with and without accents. Of
# other alphabets, any word may be one.
_MONTHS = re.compile(
    r"jan|ene|gen|ian|oca|sty|led|tam|feb|fev|fév|sub|şub|lut|uno|úno|hel|mar|mär|mrt|maa|már|bre|bře"
    r"|apr|avr|abr|ápr|nis|kwi|dub|huh|may|mai|mag|mei|maj|máj|kve|kvě|tou|jun|jui|giu|iun|jún|haz"
    r"|cze|cer|čer|kes|jul|lug|iul|júl|tem|lip|cvc|čvc|hei|aug|aou|aoû|ago|agu|ağu|sie|srp|elo|sep"
    r"|set|sze|eyl|wrz|zar|zář|syy|okt|oct|ott|out|eki|paz|paź|rij|říj|lok|nov|noi|kas|lis"
    r"|dez|dec|déc|dic|des|ara|gru|pro|jou|[\u0370-\u04ff]",
    re.IGNORECASE,
)
_MONTH = "[A-Za-z\u00c0-\u017f\u0370-\u03ff\u0400-\u04ff]{3,12}"
_YEAR = "[12][0-9]{3}"
_NUMBERS = re.compile("[0-9]+")
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def _numeric(found: re.Match[str]) -> Span | None:
    """A day in any of the usual orders: year, month, day; day, month, year; month, day, year."""
    parts = _NUMBERS.findall(found[0])
    if len(parts) == 1:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    year, *rest = parts if len(parts[0]) == 4 else parts[::-1]  # noqa: PLR2004 - digits of a year
    if len(year) not in {2, 4} or (len(year) == 4 and not _is_year(year)):  # noqa: PLR2004
        return None
    first, second = rest
    return found.span() if is_day(first, second) or is_day(second, first) else None


def _is_year(text: str) -> bool:
    return _FIRST_YEAR <= int(text) <= _LAST_YEAR


def _in_words(found: re.Match[str]) -> Span | None:
    named = filter(None, found.group("month", "short", "glued", "between"))
    if not _MONTHS.match(next(named, found[0])):
        return None
    year = found[0][:4] if found["between"] else found[0][-4:]
    return found.span() if not year.isdigit() or _is_year(year) else None


_EXAMPLES_LEFT = ("meeting 1980-02-29", "start: 12/05/1985")

BIRTH_DATE = Detector(
    name="date-of-birth",
    kind="DATE_OF_BIRTH",
    group="pii",
    family="identity",
    source="ISO 8601-1, and how dates are written in CLDR",
    gate=r"[0-9]{1,4}[-/. ]{1,2}[0-9]{1,2}[-/. ]{1,2}[0-9]{2}|[12][0-9]{7}|\u5e74|\ub144"
    r"|[0-9]{4}[-/. ]{1,2}[0-9]{1,2}[-/. ]{1,2}[0-9]",
    pattern=re.compile(
        r"[0-9](?<![0-9][0-9])(?<![0-9][-/.][0-9])"
        r"(?:[0-9]{0,3}[-/. ]{1,2}[0-9]{1,2}[-/. ]{1,2}(?:[0-9]{4}|[0-9]{1,2})|[0-9]{7}"
        "|[0-9]{3}[\u5e74\ub144] ?[0-9]{1,2}[\u6708\uc6d4] ?[0-9]{1,2})(?![0-9]|[-/.][0-9])",
        re.ASCII,
    ),
    confirm=_numeric,
    cues=_BORN,
    unless=VERSIONS_AND_EVENTS,
    examples=(
        ("DOB: 1980-02-29", "1980-02-29"),
        ("born 2000/1/1", "2000/1/1"),
        ("born 12/05/1985", "12/05/1985"),
        ("geboren am 1.12.85", "1.12.85"),
        ("dateOfBirth=19800229", "19800229"),
        ("BDAY:19800229", "19800229"),
        ("生年月日 1980年2月29", "1980年2月29"),
        ("생년월일: 1980년 2월 29일", "1980년 2월 29"),
    ),
    counter_examples=(
        *_EXAMPLES_LEFT,
        "born 1980-13-32",
        "born 192.168.10.20",
        "birth 31.31.1980",
        "born numpy==10.3.27",
        "created 2022-11-02 before he was born",
        "birth certificate, issued_at: 2001-05-06",
        "DOB: 1980, flight BA117 on 2001-05-06",
        "birth certificate, valid until 2001-05-06",
    ),
)

BIRTH_DATE_IN_WORDS = Detector(
    name="date-of-birth-in-words",
    kind="DATE_OF_BIRTH",
    group="pii",
    family="identity",
    source="ISO 8601-1, and how dates are written in CLDR",
    gate=r"[A-Za-z\u00c0-\u017f\u0370-\u04ff]{3}[.,]{0,2}[ -](?:[0-9]{1,2}[a-z]{0,2},?[ -])?"
    rf"(?:del?[ -])?{_YEAR}|[0-9][ -]?[A-Za-z]{{3}}[ -]?[0-9]{{2}}"
    rf"|{_YEAR}\.?[ -]{_MONTH}\.?[ -][0-9]",
    pattern=re.compile(
        r"[0-9A-Za-z](?<![0-9A-Za-z]{2})(?:"
        rf"(?:[0-9]?(?:(?:st|nd|rd|th|er|o|\.)?(?: of| de)?[ -]|\.)(?P<month>{_MONTH})[.,]{{0,2}}"
        rf"(?: del?)?[ -]|[A-Za-z]{{2,9}}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,?[ -]){_YEAR}"
        # `05-MAR-80`, `05 MAR 80`, `05MAR1980`
        r"|[0-9]?(?:-(?P<short>[A-Za-z]{3})-|[ ]?(?P<glued>[A-Z]{3})[ ]?)[0-9]{2}(?:[0-9]{2})?"
        rf"|(?<=[12])[0-9]{{3}}\.?[ -](?P<between>{_MONTH})\.?[ -][0-9]{{1,2}})(?![0-9])",
        re.ASCII,
    ),
    confirm=_in_words,
    cues=_BORN,
    unless=VERSIONS_AND_EVENTS,
    examples=(
        ("born March 5, 1985", "March 5, 1985"),
        ("DOB 05 Mar 1985", "05 Mar 1985"),
        ("geboren am 1. Februar 1980", "1. Februar 1980"),
        ("nacido el 3 de mayo de 1980", "3 de mayo de 1980"),
        ("nacido el 3-mayo de-1980", "3-mayo de-1980"),
        ("Date of birth: 12-Mar-1980", "12-Mar-1980"),
        ("born on the 4th of July 1976", "4th of July 1976"),
        ("DOB 05-MAR-80", "05-MAR-80"),
        ("date of birth 05 MAR 1980", "05 MAR 1980"),
        ("DOB: 05MAR1980", "05MAR1980"),
        ("geboren am 5.März 1980", "5.März 1980"),
        ("urodzona 5 stycznia 1980", "5 stycznia 1980"),
        ("narozen 9. zář 1980", "9. zář 1980"),
        ("doğum tarihi 5 Şubat 1980", "5 Şubat 1980"),
        ("родился 5 марта 1980", "5 марта 1980"),
        ("születési dátum: 1980. március 5", "1980. március 5"),
    ),
    counter_examples=(
        "meet March 5, 1985",
        "born, due March 5, 1985",
        "born Room 12, 1985",
        "born March 5, 1285",
        "born 5 wide 1980",
        "born 05-ABC-80",
        "born 05MAR1285",
    ),
)

BIRTH = (BIRTH_DATE, BIRTH_DATE_IN_WORDS)
