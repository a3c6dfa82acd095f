"""Values that a model sees as tokens, and that the tools named in the policy get back.

The values are in this process's memory alone, for a time, and a token means something only within
the scope (the session) in which it was given out. Nobody can guess one: it is an HMAC under a key
that never leaves the process.
"""

from __future__ import annotations

import hmac
import re
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from enforcecore_core.redaction.inspection import Match, NotInspectable
from enforcecore_core.redaction.replacement import placeholder, spelled
from enforcecore_core.redaction.scanning import Hiding, in_plain_words
from enforcecore_core.redaction.values import redact_value

__all__ = ["Vault"]

_TOKEN = re.compile(r"<([A-Z][A-Z0-9_]{0,39})_[a-p]{20}>", re.ASCII)
_TOKEN_BYTES = 10
_LIFETIME = 3600.0
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class _Kept:
    value: str
    until: float


class Vault:
    """Keeps values for `lifetime` seconds by the clock given, the newest `most` of them.

    `key` is at least 16 random bytes. Threads may share a vault.
    """

    def __init__(
        self,
        key: bytes,
        *,
        clock: Callable[[], float],
        lifetime: float = _LIFETIME,
        most: int = _MOST,
    ) -> None:
        self._key = key
        self._clock = clock
        self._lifetime = lifetime
        self._most = most
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def keep(self, kind: str, value: str, scope: str) -> str:
        """Keep the value for calls of this scope, and return the token that stands for it."""
        message = f"{scope}\0{kind}\0{value}"
        digest = hmac.digest(self._key, message.encode("utf-8", "surrogatepass"), sha256)
        token = placeholder(kind, spelled(digest[:_TOKEN_BYTES]))
        self._kept[scope, token] = _Kept(value, self._clock() + self._lifetime)
        # It is never away, for another thread may ask for it; and that may push it out.
        with suppress(KeyError):
            self._kept.move_to_end((scope, token))
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return token

    def value_of(self, token: str, scope: str) -> str | None:
        """Return the value that a token stands for in this scope, or None."""
        kept = self._kept.get((scope, token))
        if kept is None:
            return None
        if kept.until < self._clock():
            self._kept.pop((scope, token), None)
            return None
        return kept.value

    def revealed(self, value: object, scope: str) -> object:
        """Return the value with what the tokens in it stand for in this scope.

        It is the very object that was passed in where there is no such token, or where nobody can
        look into it.
        """
        try:
            return redact_value(_Revealing(self, scope), value)[0]
        except NotInspectable:
            return value


class _Revealing:
    """Puts values back in the place of their tokens. A walk uses it as it uses a scanner."""

    __slots__ = ("_scope", "_vault")

    def __init__(self, vault: Vault, scope: str) -> None:
        self._vault = vault
        self._scope = scope

    def is_clean(self, text: str, _keys: str = "") -> bool:
        return _TOKEN.search(text) is None

    def find(self, text: str, _keys: str = "") -> list[Match]:
        """The tokens in the text that stand for something here."""
        return [
            Match(found.start(), found.end(), found[1], "vault")
            for found in _TOKEN.finditer(text)
            if self._vault.value_of(found[0], self._scope) is not None
        ]

    def redact(
        self, text: str, _keys: str = "", _hiding: Hiding = in_plain_words
    ) -> tuple[str, list[Match]]:
        """The text with the values in the place of their tokens."""
        matches = self.find(text)
        pieces: list[str] = []
        position = 0
        for match in matches:
            value = self._vault.value_of(text[match.start : match.end], self._scope)
            pieces += (text[position : match.start], value or "")
            position = match.end
        pieces.append(text[position:])
        return "".join(pieces), matches

    def require_clean(self, text: str) -> None:
        """What was put back may look like anything."""
