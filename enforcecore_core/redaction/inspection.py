"""What the redactor says of a text or a value: the matches, the rewritten value, a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from enforcecore_core.errors import EnforceCoreError

__all__ = ["Match", "NotInspectable", "Redacted"]


@dataclass(frozen=True, slots=True)
class Match:
    """One stretch of a text that is to be replaced: `text[start:end]`."""

    start: int
    end: int
    kind: str
    detector: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A value without matches, how many of each kind were replaced in it, and which.

    `value` is the very object that was passed in when nothing in it matched. The offsets of
    `findings` are those in the text, within the value, that each was found in.
    """

    value: object
    counts: Mapping[str, int]
    findings: tuple[Match, ...] = ()


class NotInspectable(EnforceCoreError):
    """A value that cannot be looked into completely, and so may not pass.

    `type_name` is the type at fault, when there is one. No part of the value is in the message.
    """

    def __init__(self, why: str, *, type_name: str | None = None) -> None:
        super().__init__(why if type_name is None else f"{why}: {type_name}")
        self.why = why
        self.type_name = type_name

    def __reduce__(self) -> tuple[object, ...]:
        return _not_inspectable, (self.why, self.type_name)


def _not_inspectable(why: str, type_name: str | None) -> NotInspectable:
    return NotInspectable(why, type_name=type_name)
