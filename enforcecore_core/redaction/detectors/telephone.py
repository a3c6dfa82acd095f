"""Telephone numbers: in international form, as they are written at home, and with a word for it."""

from __future__ import annotations

import re
from collections.abc import Callable

from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.detector import Detector, Pack, Span
from enforcecore_core.redaction.detectors.dialling import (
    at_home,
    international,
    north_american,
    of_digits,
    with_zeros,
)
from enforcecore_core.redaction.detectors.other_names import IDS_AND_COUNTS, NUMBERS_AND_TIMES

__all__ = ["TELEPHONE"]

_SOURCE = "ITU-T E.164 and E.123"
_WORDS = (
    *(
        "phone",
        "telephone",
        "phones",
        "tel",
        "telno",
        "mobile",
        "mob",
        "cellphone",
        "cell phone",
        "cell no",
    ),
    *(
        "my cell",
        "cell number",
        "fax",
        "whatsapp",
        "sms",
        "msisdn",
        "call me",
        "call us",
        "call at",
        "call on",
        "please call",
    ),
    *("reach me", "reach us", "reachable", "answering", "text me", "contact number", "dial"),
    *("hotline", "landline", "call now", "ring me", "contact no", "phone number"),
    *("telefon", "telefono", "telefone", "telefoon", "rufnummer", "handy", "mobil", "mobilnummer"),
    *("movil", "celular", "cellulare", "portable", "puhelin", "gsm", "tlf", "komorka", "cep"),
    *("тел", "телефон", "电话", "手机", "電話", "携帯", "전화", "휴대폰", "फोन", "هاتف", "טלפון"),
)


def _telephone(
    name: str,
    gate: str,
    pattern: str,
    confirm: Callable[[re.Match[str]], Span | None],
    *,
    examples: tuple[tuple[str, str], ...],
    counter_examples: tuple[str, ...],
    cues: Cues | None = None,
    unless: re.Pattern[str] | None = None,
    pack: Pack = "default",
    source: str = _SOURCE,
) -> Detector:
    return Detector(
        name=name,
        kind="PHONE",
        group="pii",
        family="contact",
        source=source,
        gate=gate,
        pattern=re.compile(pattern, re.ASCII),
        confirm=confirm,
        cues=cues,
        unless=unless,
        pack=pack,
        examples=examples,
        counter_examples=counter_examples,
    )


PHONE = _telephone(
    "phone-international",
    r"\+\(?[1-9]",
    # Right behind seven digits the plus sign begins another number, and adds nothing.
    r"\+(?:(?<![0-9A-Za-z+]\+)|(?<=[0-9]{7}\+))\(?[1-9](?:[ ./()-]{0,2}[0-9]){6,14}(?![0-9])",
    international,
    examples=(
        ("call +1 (415) 555-2671 now", "+1 (415) 555-2671"),
        ("tel:+442079460958", "+442079460958"),
        ("+49 (0)30 901820", "+49 (0)30 901820"),
        ("+33 1 70 18 99 00,", "+33 1 70 18 99 00"),
        ("+1 415 555 2671 12 calls", "+1 415 555 2671"),
    ),
    counter_examples=(
        "x+12345678901",
        "+1.2345678901",
        "+1 115 555 2671",
        "+999 123456789",
        "2026-11-22T10:00:00+00:00",
        "+12 34",
    ),
)

PHONE_WITH_ZEROS = _telephone(
    "phone-international-zeros",
    r"00[1-9][ ./()-]{0,2}[0-9]",
    r"0(?<![0-9A-Za-z+.]0)0[1-9](?:[ ./()-]{0,2}[0-9]){8,13}(?![0-9])",
    with_zeros,
    examples=(
        ("Tel 0049 30 901820", "0049 30 901820"),
        ("0044-20-79460958", "0044-20-79460958"),
    ),
    counter_examples=(
        "000123456789",
        "1.00491234567",
        "00999123456789",
        "0033254354908",
        "0012",
        "0020-0190(74)90001-5",
    ),
)

PHONE_NANP = _telephone(
    "phone-north-america",
    r"[2-9][0-9]{2}(?:[ .-]|\)[ .-]{0,2})[2-9][0-9]{2}[ .-][0-9]{4}",
    r"[(0-9](?<![0-9][(0-9])[0-9 .()-]{2,10}"
    r"[2-9][0-9]{2}[ .-][0-9]{4}(?![0-9A-Za-z])",
    north_american,
    source="NANPA, North American Numbering Plan",
    examples=(
        ("at (415) 555-2671.", "(415) 555-2671"),
        ("(415)555-2671", "(415)555-2671"),
        ("(415)-555-2671", "(415)-555-2671"),
        ("415-555-2671", "415-555-2671"),
        ("415.555.2671", "415.555.2671"),
        ("1-415-555-2671", "1-415-555-2671"),
        ("one is415-555-2671", "415-555-2671"),
        ("(415.555.2671)", "415.555.2671"),
        ("((415) 555-2671)", "(415) 555-2671"),
        ("415-555-2671 24 hours a day", "415-555-2671"),
        ("page 24 (415) 555-2671", "(415) 555-2671"),
    ),
    counter_examples=(
        "115-555-2671",
        "415-155-2671",
        "1234 415 555 2671",
        "415 555 2671 12",
        "4415-555-2671",
        "415-555-26712",
        "252.227-7013",
    ),
)

PHONE_TRUNK = _telephone(
    "phone-national",
    r"0 ?\(?[1-9][0-9]{0,4}\)?[ /-]{1,2}[0-9]",
    r"0(?<![0-9A-Za-z+/]0)(?<![0-9][.:]0) ?\(?[1-9][0-9]{0,4}\)?[ /-]{1,2}[0-9]{2,8}"
    r"(?:[ -][0-9]{2,5}){0,4}(?![0-9A-Za-z]|[.:/][0-9])",
    at_home,
    source="ITU-T E.123, national notation with trunk prefix 0",
    examples=(
        ("Paris 01 23 45 67 89", "01 23 45 67 89"),
        ("(020) 7946 0958", "020) 7946 0958"),
        ("030/90182012", "030/90182012"),
        ("090-1234-5678.", "090-1234-5678"),
        ("0 532 123 45 67", "0 532 123 45 67"),
        ("09-7625400", "09-7625400"),
        ("Anna,030/90182012,17", "030/90182012"),
        ("17,090-1234-5678,18", "090-1234-5678"),
        ("Tel.:030/90182012 24 h", "030/90182012"),
    ),
    counter_examples=(
        "01/02/2024",
        "01-02-2024",
        "0.12 345678901",
        "01 02 03",
        "2024-01-15 08:30",
        "1234 0123 45678",
        "078 05 1120",
        "046 454 286",
        "020 7946 0958 1234",
    ),
)

PHONE_MOBILE = _telephone(
    "phone-mobile",
    r"0[579][0-9]{9}",
    r"0(?<![0-9A-Za-z.]0)[579][0-9]{9}(?![0-9A-Za-z]|\.[0-9])",
    lambda found: found.span(),
    source="National numbering plans of GB (07), PH (09) and TR (05), on file with ITU-T E.129",
    unless=NUMBERS_AND_TIMES,
    examples=(("07700900123", "07700900123"), ("text 09171234567", "09171234567")),
    counter_examples=("077009001234", "0.07700900123", "0770090012", "ticket 07700900123"),
)

PHONE_TURKISH_MOBILE = _telephone(
    "phone-turkish-mobile",
    r"5[0-5][0-9][ .-][0-9]{3}[ .-][0-9]{2}[ .-][0-9]{2}",
    r"5(?<![0-9A-Za-z.,:/+-]5)(?<![0-9] 5)[0-5][0-9](?P<gap>[ .-])[0-9]{3}(?P=gap)[0-9]{2}(?P=gap)"
    r"[0-9]{2}(?![0-9A-Za-z]|[ .-][0-9])",
    lambda found: found.span(),
    source="BTK, national numbering plan of Turkey, mobile numbers as they are written",
    examples=(("532 123 45 67", "532 123 45 67"), ("ara: 555.123.45.67", "555.123.45.67")),
    counter_examples=("562 123 45 67", "532 123-45 67", "12 532 123 45 67", "532 123 45 67 89"),
)

PHONE_AS_WRITTEN = _telephone(
    "phone-as-written-at-home",
    r"0[1-9](?:\.[0-9]{2}){4}|8[ -]?\(?[3489][0-9]{2}\)?[ -][0-9]{3}-[0-9]{2}-[0-9]{2}"
    r"|\([1-9][0-9]\)[ ]?9[0-9]{4}-[0-9]{4}",
    r"(?:[08](?<![0-9A-Za-z.,:/+-][08])|\((?<![0-9A-Za-z]\())(?:(?<=0)[1-9](?:\.[0-9]{2}){4}"
    r"|(?<=8)[ -]?\(?[3489][0-9]{2}\)?[ -][0-9]{3}-[0-9]{2}-[0-9]{2}"
    r"|(?<=\()[1-9][0-9]\)[ ]?9[0-9]{4}-[0-9]{4})(?![0-9A-Za-z]|[.-][0-9])",
    lambda found: found.span(),
    source="national numbering plans of France, Russia and Brazil, on file with ITU-T E.129",
    examples=(
        ("Tel. 06.12.34.56.78", "06.12.34.56.78"),
        ("8 (916) 123-45-67", "8 (916) 123-45-67"),
        ("8-800-555-35-35", "8-800-555-35-35"),
        ("ligue (11) 91234-5678", "(11) 91234-5678"),
    ),
    counter_examples=(
        "06.12.34.56",
        "1.06.12.34.56.78",
        "8-100-555-35-35",
        "f(11) 91234-5678",
        "(11) 91234-567",
    ),
)

PHONE_NAMED = _telephone(
    "phone-named",
    r"[0-9](?:[ ./()-]{0,2}[0-9]){6}",
    r"[0-9](?<![0-9+.][0-9])(?<![0-9][Xx][0-9])(?:[ ./()-]{0,2}[0-9]){6,14}(?![0-9])",
    of_digits(7, 15),
    cues=Cues(_WORDS, reach=32),
    unless=IDS_AND_COUNTS,
    examples=(
        ("phone: 555-2671", "555-2671"),
        ("not answering at 78 651 450", "78 651 450"),
        ("mobile wa_id: 16505551234", "16505551234"),
        ("手机 13812345678", "13812345678"),
        ('{"mobile_number": "4155552671"}', "4155552671"),
    ),
    counter_examples=(
        "phone_count: 1234567",
        "call_id: 12345678901",
        "item 13812345678",
        "mobile version 2024-01-15",
        "call_id 13812345678",
        "phone 127.100.200.100",
        "phone 123456",
        "mobile 1920x1080 2560x1440",
        "mobile 2017-2022",
        "by phone. ISBN 978-9-4902-2597-1",
        "your phone, order id 1676908452",
        "phone case, EAN 8904417130313",
        "mobile reference 40405875",
        '"ts": 1606480528 Phone',
        "phone. invoice 8351176720",
        'call {"timestamp_ms": 1692492029239}',
        "phone c401ed8de06956278a22c5126c37b91eefac81ca02804ed23eaff0d81c8b1a68",
    ),
)

PHONE_GROUPED = _telephone(
    "phone-grouped",
    r"[0-9]{2,4}[ .-][0-9]{2,4}[ .-][0-9]{2,4}",
    r"[0-9](?<![0-9A-Za-z.,:/-][0-9])(?<![0-9] [0-9])[0-9]{1,3}(?P<gap>[ .-])[0-9]{2,4}"
    r"(?:(?P=gap)[0-9]{2,4}){1,3}(?![0-9A-Za-z]|[ .-][0-9])",
    of_digits(9, 11),
    pack="strict",
    examples=(("532 123 45 67", "532 123 45 67"), ("532.123.45.67", "532.123.45.67")),
    counter_examples=("12.03.2024", "192.168.100.100", "532 123-45 67", "10 20 30"),
)

PHONE_TEN = _telephone(
    "phone-ten-digits",
    r"[2-9][0-9]{9}",
    r"[2-9](?<![0-9A-Za-z.][2-9])[0-9]{2}[2-9][0-9]{6}(?![0-9A-Za-z]|\.[0-9])",
    lambda found: found.span(),
    pack="strict",
    source="NANPA, North American Numbering Plan",
    unless=NUMBERS_AND_TIMES,
    examples=(("4155552671", "4155552671"),),
    counter_examples=("1155552671", "41555526711", "4151552671", "invoice 4155552671"),
)

TELEPHONE = (
    PHONE,
    PHONE_WITH_ZEROS,
    PHONE_NANP,
    PHONE_TRUNK,
    PHONE_MOBILE,
    PHONE_TURKISH_MOBILE,
    PHONE_AS_WRITTEN,
    PHONE_NAMED,
    PHONE_GROUPED,
    PHONE_TEN,
)
