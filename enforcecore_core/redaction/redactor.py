"""The redactor: a choice of detectors, and everything that can be done with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from enforcecore_core.errors import ConfigurationError
from enforcecore_core.redaction.detectors import GROUPS, chosen
from enforcecore_core.redaction.exceptions import redact_error
from enforcecore_core.redaction.inspection import Match, Redacted
from enforcecore_core.redaction.scanning import Scanner
from enforcecore_core.redaction.streaming import RedactedStream
from enforcecore_core.redaction.values import redact_value

__all__ = ["Redactor"]

_NONE: Mapping[str, int] = MappingProxyType({})


class Redactor:
    """Finds and replaces what the detectors of its groups match. Threads may share one."""

    __slots__ = ("_scanner", "groups")

    def __init__(self, groups: Iterable[str] = ("pii", "secrets")) -> None:
        self.groups = frozenset(groups)
        unknown = sorted(self.groups - GROUPS)
        if unknown:
            raise ConfigurationError(
                f"unknown group of detectors {unknown[0]!r} (there are {', '.join(sorted(GROUPS))})"
            )
        self._scanner = Scanner(chosen(self.groups))

    def find(self, text: str) -> list[Match]:
        """The matches in `text`, sorted and apart, with offsets into `text` itself."""
        return self._scanner.find(str.__str__(text))

    def redact(self, value: object) -> Redacted:
        """The value with every match in it replaced, and how many of each kind there were.

        Raises `NotInspectable` for what cannot be looked into completely.
        """
        if self._is_plainly_clean(value):
            return Redacted(value, _NONE)
        result, counts = redact_value(self._scanner, value)
        return Redacted(result, counts)

    def redact_error(self, error: BaseException) -> Mapping[str, int]:
        """Take what matches out of the error's text, in place; give the counts by kind.

        Its causes, contexts, notes and group members are rewritten with it. Raises
        `NotInspectable` when the error would still print something that matches.
        """
        return redact_error(self._scanner, error) if self.groups else _NONE

    def stream(self) -> RedactedStream:
        """A stream that redacts text arriving in pieces as if it were in one."""
        return RedactedStream(self._scanner)

    def _is_plainly_clean(self, value: object) -> bool:
        """True for a dict of short plain text without matches, found out in one look."""
        if type(value) is not dict:
            return False
        texts: list[str] = []
        for key, content in value.items():
            if type(key) is not str:
                return False
            texts.append(key)
            if type(content) is str:
                texts.append(content)
            elif content is not None and type(content) is not bool:
                return False
        # The gate looks for parts, so a match in a part is a match in the whole.
        return self._scanner.is_clean("\n".join(texts))
