"""What takes the place of a match.

Everything that stands in for a value is `<`, its kind, maybe something behind it, and `>`: no
detector matches across these signs, so none finds a placeholder.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Protocol, assert_never

from enforcecore_core.decision.redaction_rules import DEFAULT_RULES, RedactionRules
from enforcecore_core.errors import ConfigurationError
from enforcecore_core.redaction.decoding import decoded
from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.folding import fold
from enforcecore_core.redaction.inspection import NotInspectable

__all__ = [
    "PLAIN_STYLE",
    "ReplacementStyle",
    "Replacements",
    "Tokenizer",
    "Vaulting",
    "placeholder",
]

_SHOWN = 2
_SHORTEST_MASKED = 8
_LETTERS = "abcdefghijklmnop"
_TOKEN_BYTES = 10
_LEVELS = 4
# Where case says nothing. In a secret, it does.
_IN_ANY_CASE = frozenset({"EMAIL", "IP_ADDRESS", "PERSON", "LOCATION"})
# Numbers are written in groups of any size, but in these a sign between the groups counts.
_AS_WRITTEN = frozenset({"COORDINATES", "CRYPTO_WALLET", "DATE_OF_BIRTH"})


def placeholder(kind: str, more: str = "") -> str:
    """What stands in the place of a match. It never matches anything itself."""
    return f"<{kind}_{more}>" if more else f"<{kind}>"


class Vaulting(Protocol):
    """Keeps values under tokens until a tool that may have them asks."""

    def keep(self, kind: str, value: str, scope: str) -> str:
        """Keep the value for calls of this scope, and return what stands for it there."""


class Tokenizer:
    """Gives the same value the same token, which nobody without the key can turn back.

    The token is made of the first 80 bits of an HMAC-SHA256 (RFC 2104) over tenant, kind and the
    value as it reads; of a number, its letters and digits. So one value in any spelling has one
    token.
    """

    __slots__ = ("_key", "_tenant")

    def __init__(self, key: bytes, tenant: str = "") -> None:
        self._key = key
        self._tenant = tenant

    def token(self, kind: str, value: str) -> str:
        """Return the placeholder that stands for this value."""
        message = "\0".join(("enforcecore/token/v1", self._tenant, kind, _canonical(kind, value)))
        digest = hmac.digest(self._key, message.encode("utf-8", "surrogatepass"), sha256)
        return placeholder(kind, spelled(digest[:_TOKEN_BYTES]))


@dataclass(frozen=True, slots=True)
class ReplacementStyle:
    """The rules, and what the styles `token` and `vault` need; without it they cannot be had."""

    rules: RedactionRules = DEFAULT_RULES
    tokenizer: Tokenizer | None = None
    vault: Vaulting | None = None

    def __post_init__(self) -> None:
        if self.rules.uses("token") and self.tokenizer is None:
            raise ConfigurationError(
                "the policy replaces values by tokens, and there is no key for them: set "
                "ENFORCECORE_REDACTION_KEY to a file of at least 32 random bytes"
            )
        if self.rules.uses("vault") and self.vault is None:
            raise ConfigurationError("the policy puts values into a vault, and there is none")


PLAIN_STYLE = ReplacementStyle()


class Replacements:
    """What stands for the matches of one value. Numbers go on through all of its texts."""

    __slots__ = ("_numbers", "_scope", "_style")

    def __init__(self, style: ReplacementStyle = PLAIN_STYLE, scope: str = "") -> None:
        self._style = style
        self._scope = scope
        self._numbers: dict[str, dict[str, int]] = {}

    def text_for(self, kind: str, value: str) -> str:
        """Return what takes the place of a match of this kind.

        Raises `NotInspectable` where the policy lets no such match pass.
        """
        style = self._style.rules.style_for(kind)
        match style:
            case "placeholder":
                return placeholder(kind)
            case "numbered":
                return placeholder(kind, str(self._number(kind, value)))
            case "mask":
                return placeholder(kind, _masked(value))
            case "remove":
                return ""
            case "block":
                raise NotInspectable(f"there is a {kind} in it, and the policy lets none pass")
            case "token" | "vault":
                return self._kept(style, kind, value)
        assert_never(style)

    def _number(self, kind: str, value: str) -> int:
        known = self._numbers.setdefault(kind, {})
        return known.setdefault(_canonical(kind, value), len(known) + 1)

    def _kept(self, style: str, kind: str, value: str) -> str:
        if style == "vault" and self._style.vault is not None:
            return self._style.vault.keep(kind, value, self._scope)
        if self._style.tokenizer is not None:
            return self._style.tokenizer.token(kind, value)
        raise NotInspectable(f"there is nothing to keep a {kind} in")


def spelled(digest: bytes) -> str:
    """Bytes in letters alone: digits could look like a number of the catalogue."""
    return "".join(_LETTERS[byte >> 4] + _LETTERS[byte & 15] for byte in digest)


def _masked(value: str) -> str:
    signs = "".join(char for char in value if char.isalnum())
    shown = signs[-_SHOWN:] if len(signs) >= _SHORTEST_MASKED else ""
    # What looks like other letters would be found again.
    return f"**{shown}" if shown.isascii() else "**"


@cache
def _written_in_groups() -> frozenset[str]:
    """The kinds of numbers in which the signs between their groups say nothing."""
    numbers = {one.kind for one in CATALOGUE if one.family in ("payment", "identity")}
    return frozenset(numbers - _AS_WRITTEN | {"PHONE", "MAC_ADDRESS"})


def _canonical(kind: str, value: str) -> str:
    """What all spellings of a value have in common, and no other value has."""
    text = fold(value, "letters")
    for _ in range(_LEVELS):
        result = decoded(text)
        if result is None:
            break
        text = fold(result[0], "letters")
    if kind in _written_in_groups():
        return "".join(filter(str.isalnum, text.casefold()))
    return text.casefold() if kind in _IN_ANY_CASE else text
