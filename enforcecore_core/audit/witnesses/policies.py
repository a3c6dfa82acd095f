"""Which witnesses there are, and how many of them must have seen a checkpoint (C2SP tlog-policy).

    witness north <key> https://north.example/witness
    witness south <key> https://south.example/witness
    group two-places all north south
    quorum two-places

A `group` is met when `any`, `all` or a number of its members are. The one `quorum` line names a
witness, a group or `none`. A witness that is asked has a URL, its submission prefix; one whose
cosignatures are only checked needs none. Lines that begin with `log` state keys of logs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from enforcecore_core.audit.keys import COSIGNATURE, NoteInvalid, VerifierKey
from enforcecore_core.errors import ConfigurationError

__all__ = ["NO_WITNESSES", "Group", "KnownWitness", "WitnessPolicy", "parse_policy", "read_policy"]

_NONE = "none"
_LONGEST_FILE = 1 << 20
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """A witness: its name in the policy, its key, and where it is asked, if it is."""

    name: str
    key: VerifierKey
    url: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Members, of which so many must have cosigned."""

    least: int
    members: tuple[KnownWitness | Group, ...]

    def is_met(self, keys: frozenset[VerifierKey]) -> bool:
        """Whether these keys are enough."""
        return sum(_is_met(member, keys) for member in self.members) >= self.least


@dataclass(frozen=True, slots=True)
class WitnessPolicy:
    """The witnesses, and the quorum of them; without one nothing has to be cosigned."""

    witnesses: tuple[KnownWitness, ...]
    quorum: KnownWitness | Group | None

    @property
    def keys(self) -> list[VerifierKey]:
        """The keys of all witnesses."""
        return [witness.key for witness in self.witnesses]

    def is_met(self, keys: Iterable[VerifierKey]) -> bool:
        """Whether cosignatures by these keys are a quorum."""
        return self.quorum is None or _is_met(self.quorum, frozenset(keys))


NO_WITNESSES = WitnessPolicy((), None)


def read_policy(path: str | os.PathLike[str]) -> WitnessPolicy:
    """Reads a file in the form of C2SP tlog-policy; raises `ConfigurationError` with the line."""
    try:
        with Path(path).open("rb") as file:
            text = file.read(_LONGEST_FILE).decode("utf-8")
    except OSError as error:
        raise ConfigurationError(f"The witnesses' file {path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"The witnesses' file {path} is not text.") from None
    return parse_policy(text, str(path))


def parse_policy(text: str, source: str) -> WitnessPolicy:
    """Reads a policy's text; `source` is what messages call it."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            reader.take(line)
        except (_Wrong, NoteInvalid) as wrong:
            raise ConfigurationError(f"{source}:{number}: {wrong}") from None
    if reader.quorum is _UNSTATED:
        raise ConfigurationError(f"{source}: a line `quorum <name>` is missing; it may be `none`.")
    quorum = None if reader.quorum == _NONE else reader.named[reader.quorum]
    return WitnessPolicy(tuple(reader.witnesses), quorum)


class _Wrong(Exception):
    """What is wrong with a line."""


_UNSTATED = ""
_GROUP = "write: group <name> any|all|<number> <member>..., with enough members"


class _Reader:
    def __init__(self) -> None:
        self.witnesses: list[KnownWitness] = []
        self.named: dict[str, KnownWitness | Group] = {}
        self.quorum = _UNSTATED
        self._grouped: set[str] = set()
        self._publics: dict[str, set[bytes]] = {"log": set(), "witness": set()}
        self._kinds: dict[str, Callable[[Sequence[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }

    def take(self, line: str) -> None:
        if _CONTROL.search(line):
            raise _Wrong("the line holds a control character")
        words = [word for word in re.split("[ \t]+", line) if word]
        if not words or words[0].startswith("#"):
            return
        kind = self._kinds.get(words[0])
        if kind is None:
            raise _Wrong("a line begins with log, witness, group or quorum")
        kind(words[1:])

    def _log(self, words: Sequence[str]) -> None:
        if len(words) not in (1, 2):
            raise _Wrong("write: log <key> [<url>]")
        self._once("log", VerifierKey.parse(words[0]))

    def _witness(self, words: Sequence[str]) -> None:
        if len(words) not in (2, 3):
            raise _Wrong("write: witness <name> <key> [<url>]")
        key = VerifierKey.parse(words[1])
        if key.algorithm != COSIGNATURE:
            raise _Wrong(f"the key {key.name} is not that of a witness")
        self._once("witness", key)
        witness = KnownWitness(words[0], key, words[2] if len(words) > 2 else None)  # noqa: PLR2004
        self._define(words[0], witness)
        self.witnesses.append(witness)

    def _group(self, words: Sequence[str]) -> None:
        match words:
            case [name, least, _, *_]:
                members = tuple(self._member(member) for member in words[2:])
                self._define(name, Group(_least(least, len(members)), members))
            case _:
                raise _Wrong(_GROUP)

    def _quorum(self, words: Sequence[str]) -> None:
        if len(words) != 1 or self.quorum != _UNSTATED:
            raise _Wrong("write, once: quorum <name>")
        if words[0] != _NONE and words[0] not in self.named:
            raise _Wrong(f"{words[0]!r} is not defined above")
        self.quorum = words[0]

    def _member(self, name: str) -> KnownWitness | Group:
        if name not in self.named:
            raise _Wrong(f"{name!r} is not defined above")
        if name in self._grouped:
            raise _Wrong(f"{name!r} is a member of a group already")
        self._grouped.add(name)
        return self.named[name]

    def _define(self, name: str, what: KnownWitness | Group) -> None:
        if name == _NONE or name in self.named:
            raise _Wrong(f"the name {name!r} is taken")
        self.named[name] = what

    def _once(self, kind: str, key: VerifierKey) -> None:
        if key.public in self._publics[kind]:
            raise _Wrong(f"the key {key.name} is there twice")
        self._publics[kind].add(key.public)


def _least(stated: str, members: int) -> int:
    number = {"any": "1", "all": str(members)}.get(stated, stated)
    if not re.fullmatch("[1-9][0-9]{0,3}", number) or int(number) > members:
        raise _Wrong(_GROUP)
    return int(number)


def _is_met(one: KnownWitness | Group, keys: frozenset[VerifierKey]) -> bool:
    return one.key in keys if isinstance(one, KnownWitness) else one.is_met(keys)
