"""Payment cards, bank accounts and wallets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.check_digits import luhn
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.accounts import ACCOUNTS
from enforcecore_core.redaction.detectors.card_codes import CARD_CODE, PIN
from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.other_names import NUMBERS_AND_TIMES, in_code
from enforcecore_core.redaction.detectors.wallets import WALLETS
from enforcecore_core.redaction.validators import (
    IBAN_COUNTRIES,
    card_length,
    cards_length,
    ends,
    iban_length,
)

__all__ = ["PAYMENT"]

# Looked for from its first digit, which is faster.
_CHECK_DIGITS = re.compile("[0-9](?<=[A-Za-z]{2}[0-9])[0-9]")
_GLUED = re.compile("[A-Za-z0-9]{1,34}", re.ASCII)
# As long as a candidate without white space may be.
_RUN = re.compile("[0-9]{28,8192}(?![0-9])")
# Maestro has cards of twelve digits.
_SHORTEST = 12


def _card(found: re.Match[str]) -> Span | None:
    text = found[0]
    if found.string[found.end() : found.end() + 1].isdigit():
        run = _RUN.match(found.string, found.start())
        if run is not None and cards_length(run[0]) is not None:
            return run.span()
        # The row of digits goes on: its last group is not whole, and no part of a card.
        text = text[: max(text.rfind(" "), text.rfind("-"), 0)]
    length = card_length(text)
    return None if length is None else (found.start(), found.start() + length)


def _card_in_fours(found: re.Match[str]) -> Span | None:
    digits = "".join(filter(str.isdigit, found[0]))
    return found.span() if card_length(digits) == len(digits) else None


def _named_card(found: re.Match[str]) -> Span | None:
    for end in ends(found[0], " .-"):
        digits = "".join(filter(str.isdigit, found[0][:end]))
        span = found.start(), found.start() + end
        if len(digits) >= _SHORTEST and luhn(digits) and len(set(digits)) > 1:
            return None if in_code(found.string, span) else span
    return None


def _iban(found: re.Match[str]) -> Span | None:
    glued = _GLUED.match(found.string, found.end())
    length = iban_length(found[0] + (glued[0] if glued else ""))
    return None if length is None else (found.start(), found.start() + length)


def _iban_gate() -> str:
    """A country, two digits, and more: most codes in hexadecimal begin with no country."""
    seconds: dict[str, str] = {}
    for country in sorted(IBAN_COUNTRIES):
        first, second = country[0], country[1]
        seconds[first] = seconds.get(first, "") + second + second.lower()
    return "|".join(
        f"[{first}{first.lower()}][{letters}][0-9]{{2}}[ -]?[A-Za-z0-9]{{2}}"
        for first, letters in seconds.items()
    )


def _iban_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Where two letters stand before two digits."""
    for found in _CHECK_DIGITS.finditer(text, start, end):
        yield found.start() - 2


CARD = Detector(
    name="payment-card",
    kind="CARD",
    group="pii",
    family="payment",
    source="ISO/IEC 7812-1",
    gate=r"[2-6][0-9](?:[ -]?[0-9]){12}",
    pattern=re.compile(
        # The fraction of a decimal number is no card.
        r"[2-6](?<![0-9][2-6])(?<![0-9]\.[2-6])[0-9](?:[ -]?[0-9]){12,17}",
        re.ASCII,
    ),
    confirm=_card,
    examples=(
        ("card 4111 1111 1111 1111, thanks", "4111 1111 1111 1111"),
        ("4111-1111-1111-1111 12/27", "4111-1111-1111-1111"),
        ("pay 378282246310005", "378282246310005"),
        ("pay 3782 822463 10005 by friday", "3782 822463 10005"),
        ("2223003122003222", "2223003122003222"),
        ("3056 930902 5904", "3056 930902 5904"),
        ("17 6011111111111117 2", "6011111111111117"),
        ("5555555555554444378282246310005", "5555555555554444378282246310005"),
    ),
    counter_examples=(
        "4111 1111 1111 1112",
        "0.4111111111111111",
        "41111111111111111111111",
        "1699999999999",
        "9111111111111111",
        "41 11 11 11 11 11 11 11",
    ),
)

CARD_IN_FOURS = Detector(
    name="payment-card-in-fours",
    kind="CARD",
    group="pii",
    family="payment",
    source="ISO/IEC 7812-1",
    gate=r"[2-6][0-9]{3}[._][0-9]{4}[._][0-9]{4}[._][0-9]{4}",
    pattern=re.compile(
        r"[2-6](?<![0-9A-Za-z._-][2-6])[0-9]{3}(?P<sign>[._])[0-9]{4}(?P=sign)[0-9]{4}(?P=sign)"
        r"[0-9]{4}(?![0-9A-Za-z]|[._-][0-9])",
        re.ASCII,
    ),
    confirm=_card_in_fours,
    examples=(
        ("card 4111.1111.1111.1111.", "4111.1111.1111.1111"),
        ("4111_1111_1111_1111", "4111_1111_1111_1111"),
    ),
    counter_examples=(
        "4111.1111.1111.1112",
        "4111.1111_1111.1111",
        "1.4111.1111.1111.1111",
        "4111.1111.1111.1111.2",
    ),
)

IBAN = Detector(
    name="iban",
    kind="IBAN",
    group="pii",
    family="payment",
    source="ISO 13616, SWIFT IBAN registry",
    gate=_iban_gate(),
    pattern=re.compile(
        r"[A-Za-z][A-Za-z][0-9](?<=[A-Z]{2}[0-9]|[a-z]{2}[0-9])[0-9](?:[ -]?[A-Za-z0-9]){11,30}",
        re.ASCII,
    ),
    confirm=_iban,
    starts=_iban_starts,
    examples=(
        ("to DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
        ("GB82WEST12345698765432", "GB82WEST12345698765432"),
        ("nl91abna0417164300", "nl91abna0417164300"),
        ("NO93 8601 1117 947 before noon", "NO93 8601 1117 947"),
        ("DE89370400440532013000 and 40 others", "DE89370400440532013000"),
    ),
    counter_examples=(
        "DE88 3704 0044 0532 0130 00",
        "ZZ89 3704 0044 0532 0130 00",
        "GB82WEST123456987654321",
        "gb82WEST12345698765432",
        "GB82 WEST",
        "AB12 and then some other words",
    ),
)

CARD_NAMED = Detector(
    name="payment-card-named",
    kind="CARD",
    group="pii",
    family="payment",
    source="ISO/IEC 7812-1",
    gate=r"[0-9](?:[ .-]?[0-9]){11}",
    pattern=re.compile(
        r"[0-9](?<![0-9][0-9])(?<![0-9]\.[0-9])(?:[ .-]?[0-9]){11,18}(?![0-9])", re.ASCII
    ),
    confirm=_named_card,
    cues=Cues(
        (
            *("card", "credit", "debit", "visa", "mastercard", "maestro", "amex", "diners", "jcb"),
            *("cc", "ccn", "ccnum", "pan", "kreditkarte", "kartennummer", "carte bancaire"),
            *("carte de credit", "tarjeta", "carta di credito", "cartao", "karta", "kredi karti"),
            *("卡号", "信用卡", "カード番号", "카드번호"),
        ),
    ),
    unless=NUMBERS_AND_TIMES,
    examples=(
        ("Maestro card 676770000005", "676770000005"),
        ("visa 4222222222222", "4222222222222"),
        ("card 4111.1111.1111.1111", "4111.1111.1111.1111"),
        ("Maestro card 676770000005 12/27", "676770000005"),
    ),
    counter_examples=(
        "676770000005",
        "card 676770000006",
        "card 41111111111111111111111",
        '"timestamp_ms": 1730395154280 card',
    ),
)

PAYMENT = (CARD, CARD_IN_FOURS, CARD_NAMED, CARD_CODE, PIN, IBAN, *WALLETS, *ACCOUNTS)
