"""Addresses of wallets, each of which holds its own check."""

from __future__ import annotations

import hashlib
import re

from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.detector import Detector, Span

__all__ = ["WALLETS", "is_base58check", "is_bech32"]

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_CLASS = "[1-9A-HJ-NP-Za-km-z]"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# What remains for Bech32 (BIP 173) and Bech32m (BIP 350).
_REMAINDERS = frozenset({1, 0x2BC830A3})
_CHECKSUM = 4


def is_base58check(text: str) -> bool:
    """Whether the last four bytes are the start of the double SHA-256 of those before them."""
    number = 0
    for char in text:
        number = number * 58 + _BASE58.index(char)
    leading = len(text) - len(text.lstrip("1"))
    payload = bytes(leading) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    body, check = payload[:-_CHECKSUM], payload[-_CHECKSUM:]
    return hashlib.sha256(hashlib.sha256(body).digest()).digest()[:_CHECKSUM] == check


def is_bech32(text: str) -> bool:
    """Whether the checksum of BIP 173 or BIP 350 is right."""
    prefix, _, rest = text.lower().rpartition("1")
    values = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    remainder = 1
    for value in (*values, *map(_BECH32.index, rest)):
        top, remainder = remainder >> 25, (remainder & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            remainder ^= generator if top >> place & 1 else 0
    return remainder in _REMAINDERS


def _base58(found: re.Match[str]) -> Span | None:
    return found.span() if is_base58check(found[0]) else None


def _bech32(found: re.Match[str]) -> Span | None:
    return found.span() if is_bech32(found[0]) else None


def _wallet(found: re.Match[str]) -> Span | None:
    """Accept 32 bytes in base 58, as they are far from any word."""
    text = found[0]
    kinds = (str.isdigit, str.islower, str.isupper)
    return found.span() if all(any(map(kind, text)) for kind in kinds) else None


BASE58CHECK = Detector(
    name="wallet-base58check",
    kind="CRYPTO_WALLET",
    group="pii",
    family="payment",
    source="Bitcoin, Base58Check encoding (also Dash, Dogecoin, Litecoin, TRON, Zcash)",
    gate=f"[123ADLMTXt]{_BASE58_CLASS}{{24}}",
    pattern=re.compile(
        f"[123ADLMTXt](?<![0-9A-Za-z][123ADLMTXt]){_BASE58_CLASS}{{24,34}}(?![0-9A-Za-z])", re.ASCII
    ),
    confirm=_base58,
    examples=(
        ("pay 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa.", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
    ),
    counter_examples=(
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        "x1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNaa",
    ),
)

_BECH32_CLASS = "[02-9AC-HJ-NP-Zac-hj-np-z]"
BECH32 = Detector(
    name="wallet-bech32",
    kind="CRYPTO_WALLET",
    group="pii",
    family="payment",
    source="BIP 173 and BIP 350 (Bitcoin, Litecoin; CIP 19 for Cardano)",
    gate=f"(?:[bB][cC]|[tTlL][bBtT][cC]?|[aA][dD][dD][rR])1{_BECH32_CLASS}{{25}}",
    pattern=re.compile(
        rf"[bBtTlLaA](?<![0-9A-Za-z][bBtTlLaA])(?:[cCbB]|[tT][cC]|[dD][dD][rR])1"
        rf"{_BECH32_CLASS}{{25,100}}(?![0-9A-Za-z])",
        re.ASCII,
    ),
    confirm=_bech32,
    examples=(
        (
            "to bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ),
        (
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ),
    ),
    counter_examples=("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "abc1qw508d6qejxtdg4y5r3zarv"),
)

ETHEREUM = Detector(
    name="wallet-ethereum",
    kind="CRYPTO_WALLET",
    group="pii",
    family="payment",
    source="Ethereum Yellow Paper, account address",
    gate="0[xX][0-9A-Fa-f]{40}",
    pattern=re.compile(r"0(?<![0-9A-Za-z]0)[xX][0-9A-Fa-f]{40}(?![0-9A-Za-z])", re.ASCII),
    examples=(
        (
            "wallet=0x52908400098527886E0F7030069857D2E4169EE7",
            "0x52908400098527886E0F7030069857D2E4169EE7",
        ),
    ),
    counter_examples=(
        "52908400098527886E0F7030069857D2E4169EE7",
        "0x52908400098527886E0F7030069857D2E4169EE7a",
        "0x52908400098527886E0F7030069857D2E4169EE",
    ),
)

MONERO = Detector(
    name="wallet-monero",
    kind="CRYPTO_WALLET",
    group="pii",
    family="payment",
    source="Monero, standard and integrated addresses",
    gate=f"[48][0-9AB]{_BASE58_CLASS}{{93}}",
    pattern=re.compile(
        f"[48](?<![0-9A-Za-z][48])[0-9AB]{_BASE58_CLASS}{{93}}(?:{_BASE58_CLASS}{{11}})?"
        "(?![0-9A-Za-z])",
        re.ASCII,
    ),
    examples=(("send to 4A" + "z9" * 46 + "z", "4A" + "z9" * 46 + "z"),),
    counter_examples=("4A" + "z9" * 46, "5A" + "z9" * 46 + "z"),
)

WALLET_NAMED = Detector(
    name="wallet-named",
    kind="CRYPTO_WALLET",
    group="pii",
    family="payment",
    source="Solana, Polkadot, Ripple and others: base 58 addresses",
    gate=f"{_BASE58_CLASS}{{25}}",
    pattern=re.compile(
        f"{_BASE58_CLASS}(?<![0-9A-Za-z]{{2}}){_BASE58_CLASS}{{24,47}}(?![0-9A-Za-z])", re.ASCII
    ),
    confirm=_wallet,
    cues=Cues(
        (
            *(
                "wallet",
                "solana",
                "crypto",
                "bitcoin",
                "btc",
                "litecoin",
                "ripple",
                "xrp",
                "polkadot",
            ),
            *("blockchain", "deposit address"),
        )
    ),
    examples=(
        (
            "Solana wallet 7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
            "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
        ),
    ),
    counter_examples=(
        "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
        "wallet implementationofeverything",
    ),
)

WALLETS = (BASE58CHECK, BECH32, ETHEREUM, MONERO, WALLET_NAMED)
