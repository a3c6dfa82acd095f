"""Numbers of accounts at banks, and of the banks."""

from __future__ import annotations

import re
from collections.abc import Callable

from enforcecore_core.redaction.check_digits import weighted
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.detector import Detector, Span, whole

__all__ = ["ACCOUNTS"]

_DIGITS = re.compile("[0-9]")
_LONGEST_PLACEHOLDER = 64
_IN_PLACEHOLDER = re.compile(r"<[A-Z0-9_]*\Z", re.ASCII)
_ROUTING = (3, 7, 1, 3, 7, 1, 3, 7, 1)
# ISO 3166-1 codes stand at the fifth and sixth place of a BIC.
_COUNTRIES = frozenset(
    code
    for row in (
        "AD AE AF AG AI AL AM AO AR AS AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW",
        "BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES",
        "ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU",
        "ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR",
        "LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG",
        "NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC",
        "SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW",
        "TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW",
    )
    for code in row.split()
)


def _bic(found: re.Match[str]) -> Span | None:
    # It may be of letters alone, and so may the words of a placeholder be.
    before = found.string[max(0, found.start() - _LONGEST_PLACEHOLDER) : found.start()]
    if _IN_PLACEHOLDER.search(before) or found[0][4:6].upper() not in _COUNTRIES:
        return None
    return found.span()


def _routing(found: re.Match[str]) -> Span | None:
    """ABA, check digit of the routing transit number; the first digits are a Federal district."""
    digits = found[0]
    district = int(digits[:2])
    issued = 1 <= district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80  # noqa: PLR2004
    return found.span() if issued and weighted(digits, _ROUTING) % 10 == 0 else None


def _account(found: re.Match[str]) -> Span | None:
    digits = len(_DIGITS.findall(found[0]))
    return found.span() if 6 <= digits <= 20 else None  # noqa: PLR2004 - of an account


def _bank(
    name: str,
    gate: str,
    pattern: str,
    words: tuple[str, ...],
    *,
    source: str,
    examples: tuple[tuple[str, str], ...],
    counter_examples: tuple[str, ...],
    confirm: Callable[[re.Match[str]], Span | None] = whole,
    kind: str = "BANK_ACCOUNT",
) -> Detector:
    return Detector(
        name=name,
        kind=kind,
        group="pii",
        family="payment",
        source=source,
        gate=gate,
        pattern=re.compile(pattern, re.ASCII),
        confirm=confirm,
        cues=Cues(words),
        examples=examples,
        counter_examples=counter_examples,
    )


BIC = _bank(
    "bic",
    "[A-Z]{6}[A-Z0-9]{2}",
    r"[A-Z](?<![A-Za-z0-9][A-Z])[A-Z]{5}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])",
    ("bic", "swift", "swiftbic", "bank code", "bank identifier"),
    kind="BIC",
    source="ISO 9362",
    confirm=_bic,
    examples=(("BIC: DEUTDEFF500", "DEUTDEFF500"), ("swift code NEDSZAJJ", "NEDSZAJJ")),
    counter_examples=("DEUTDEFF500", "swift number 12345678", "BIC DEUTXXFF"),
)

ROUTING_NUMBER = _bank(
    "us-routing-number",
    "[0-9]{9}",
    r"[0-9](?<![0-9]{2})[0-9]{8}(?![0-9])",
    ("routing", "aba", "rtn", "transit number", "ach"),
    kind="US_ROUTING_NUMBER",
    source="ABA, Routing Number Policy",
    confirm=_routing,
    examples=(("ABA routing 021000021", "021000021"),),
    counter_examples=("021000021", "routing 021000022", "routing 991000021"),
)

ACCOUNT = _bank(
    "bank-account",
    "[0-9](?:[ -]?[0-9]){5}",
    r"[0-9](?<![0-9.][0-9])(?:[ -]?[0-9]){5,19}(?![0-9]|\.[0-9])",
    (
        *("bank account", "account number", "account no", "acct", "checking account"),
        *("savings account", "kontonummer", "konto nr", "numero de compte", "numero de cuenta"),
        *("cuenta bancaria", "conto corrente", "conta corrente", "rekeningnummer", "numer konta"),
        *("bankrekening", "bankkonto", "account num", "clabe", "账号", "口座番号", "계좌번호"),
    ),
    source="National formats; ISO 20022, other account identification",
    confirm=_account,
    examples=(
        ("bank account 945456787654", "945456787654"),
        ("acct_no=12-3456-7890123-00", "12-3456-7890123-00"),
        ("account number: 00012345", "00012345"),
    ),
    counter_examples=("945456787654", "account number 123"),
)

SORT_CODE = _bank(
    "gb-sort-code",
    "[0-9]{2}-?[0-9]{2}-?[0-9]{2}",
    r"[0-9](?<![0-9-][0-9])[0-9]-?[0-9]{2}-?[0-9]{2}(?![0-9-])",
    ("sort code", "sortcode"),
    kind="GB_SORT_CODE",
    source="Pay.UK, sorting codes",
    examples=(("sort code 12-34-56", "12-34-56"), ("sortcode=123456", "123456")),
    counter_examples=("12-34-56", "sort code 12-34-567"),
)

GB_ACCOUNT = _bank(
    "gb-bank-account",
    "[0-9]{8}",
    r"[0-9](?<![0-9.-][0-9])[0-9]{7}(?![0-9-]|\.[0-9])",
    ("sort code", "sortcode"),
    source="Pay.UK, account numbers beside sorting codes",
    examples=(
        ("Sort code 12-34-56 account 12345678", "12345678"),
        ("Account: 12345678, sort code 12-34-56", "12345678"),
    ),
    counter_examples=("12345678", "sort code 123456789"),
)

ACCOUNTS = (BIC, ROUTING_NUMBER, ACCOUNT, SORT_CODE, GB_ACCOUNT)
