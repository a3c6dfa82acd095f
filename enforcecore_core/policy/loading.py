"""Policy text to plain data, with the place of every key and value.

Of YAML only the plain part is taken: mappings, lists, texts, numbers, `true`, `false` and `null`.
Anchors, aliases, tags, merge keys and directives are refused, since they make a policy that reads
differently from what it says. Size and depth are bounded, so any input is refused or read in time.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from enforcecore_core.errors import PolicyError
from enforcecore_core.policy.problems import Place, Problem, Reporter
from enforcecore_core.policy.scalars import Ambiguous, read_key, read_value

__all__ = ["DEEPEST", "KEY", "LARGEST", "Node", "encoded", "read_bytes", "read_node"]

LARGEST = 1024 * 1024
DEEPEST = 64

# The last step of a location when a key itself is meant, and not its value.
KEY = "[key]"

# libyaml where PyYAML was built with it: ten times as fast. Both yield the same events.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# libyaml may read a whole line before it hands on the first event of it.
_READERS_LIMITS: dict[str | None, tuple[Problem, str]] = {
    "exceeded maximum nesting depth": (
        Problem.TOO_DEEP,
        f"this is deeper than {DEEPEST} levels",
    )
}

_LONE_RETURN = re.compile(r"\r(?!\n)")
# Control, format, surrogate and unassigned characters, line and paragraph separators, odd blanks.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
_PLAIN_BLANKS = frozenset(" \t\r\n")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


# Most values hold no others: one mapping serves them all.
_NOTHING: Mapping[object, Any] = MappingProxyType({})


def _nothing() -> Mapping[object, Any]:
    return _NOTHING


@dataclass(slots=True)
class Node:
    """One value of the policy as plain data, with its place and those of what is in it.

    `indent` is how far after its place a text begins that stands in the file as it is; None if it
    was folded or has escapes.
    """

    data: object
    place: Place
    indent: int | None = None
    keys: Mapping[object, Place] = field(default_factory=_nothing)
    children: Mapping[object, Node] = field(default_factory=_nothing)

    def place_of(self, location: Iterable[object]) -> Place:
        """Return where a location stands: a single value by itself, all else by its key.

        Steps that are not in the policy are passed over; `KEY` at the end asks for the key.
        """
        node, place, step = self, self.place, None
        for step in location:
            if step in node.children:
                place = node.keys.get(step, node.children[step].place)
                node = node.children[step]
        if isinstance(node.data, (dict, list)) or step == KEY:
            return place
        return node.place

    def place_in(self, location: Iterable[object], offset: int) -> Place:
        """Return where the character after `offset` others stands in the text at a location."""
        node = self
        for step in location:
            node = node.children.get(step, node)
        place = self.place_of(location)
        if not offset or not isinstance(node.data, str) or node.indent is None:
            return place
        return Place(place.line, place.column + node.indent + offset)


def read_bytes(path: str | os.PathLike[str], reporter: Reporter) -> bytes:
    """Return the bytes of a policy file. Never reads more than the largest policy."""
    try:
        # O_NONBLOCK: opening a named pipe would wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise reporter.error(Problem.UNREADABLE, "this is not a regular file")
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise reporter.error(
            Problem.UNREADABLE, f"the {reporter.subject} cannot be read: {why}"
        ) from error
    return content


def encoded(text: str, reporter: Reporter) -> bytes:
    """Return the bytes of a policy's text."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = "half a surrogate pair is no character"
        raise reporter.error(Problem.CHARACTER, message, _place_of(text[: error.start])) from None


def read_node(content: bytes, reporter: Reporter) -> Node:
    """Return the one document in a policy's bytes."""
    text = _decoded(content, reporter)
    if not text.strip():
        raise reporter.error(
            Problem.EMPTY,
            f"the {reporter.subject} is empty",
            Place(1, 1),
            "it starts with 'enforcecore: 1'",
        )
    try:
        return _Builder(text, reporter).document()
    # Others have no mark: they are about characters, and those were looked at before.
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        otherwise = Problem.SYNTAX, f"this is not valid YAML: {error.problem or error.context}"
        problem, message = _READERS_LIMITS.get(error.problem, otherwise)
        raise reporter.error(problem, message, place) from None


def _decoded(content: bytes, reporter: Reporter) -> str:
    if len(content) > LARGEST:
        raise reporter.error(
            Problem.TOO_BIG,
            f"the {reporter.subject} is larger than {LARGEST} bytes",
            hint="split it",
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_of(content[: error.start].decode("utf-8"))
        raise reporter.error(
            Problem.ENCODING, f"the {reporter.subject} is not UTF-8", place
        ) from None
    unseen = {char for char in set(text) if _is_unseen(char)}
    lone_return = _LONE_RETURN.search(text)
    if unseen or lone_return:
        first = min([text.index(char) for char in unseen], default=len(text))
        if lone_return:
            first = min(first, lone_return.start())
        raise reporter.error(
            Problem.CHARACTER,
            f"the {reporter.subject} has the character U+{ord(text[first]):04X} in it, "
            "which nobody sees",
            _place_of(text[:first]),
            'save it as UTF-8 without BOM, or write the character as "\\u...." in double quotes',
        )
    return text


def _is_unseen(char: str) -> bool:
    return char not in _PLAIN_BLANKS and unicodedata.category(char) in _UNSEEN


def _place_of(before: str) -> Place:
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


class _Builder:
    """Turns the events of one document into nodes."""

    def __init__(self, text: str, reporter: Reporter) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._reporter = reporter
        self._subject = reporter.subject

    def document(self) -> Node:
        next(self._events)  # the start of the stream
        start = next(self._events)
        if isinstance(start, yaml.StreamEndEvent):
            raise self._error(Problem.EMPTY, f"the {self._subject} is empty", start)
        if isinstance(start, yaml.DocumentStartEvent) and (start.version or start.tags):
            raise self._error(
                Problem.YAML_FEATURE, f"a {self._subject} has no YAML directives", start
            )
        node = self._value(next(self._events), depth=1)
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._error(
                Problem.SEVERAL_DOCUMENTS,
                "a second document starts here",
                after,
                "use one file each",
            )
        return node

    def _value(self, event: yaml.Event, depth: int) -> Node:
        place = _start(event)
        self._refuse_features(event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event), place, _indent(event))
        if depth > DEEPEST:
            raise self._error(Problem.TOO_DEEP, f"this is deeper than {DEEPEST} levels", event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(place, depth)
        return self._mapping(place, depth)

    def _list(self, place: Place, depth: int) -> Node:
        children: dict[object, Node] = {}
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            children[len(children)] = self._value(event, depth + 1)
        return Node([child.data for child in children.values()], place, children=children)

    def _mapping(self, place: Place, depth: int) -> Node:
        keys: dict[object, Place] = {}
        children: dict[object, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event)
            if key in keys:
                raise self._error(
                    Problem.DUPLICATE_KEY,
                    f"{key!r} is here twice",
                    event,
                    f"first in line {keys[key].line}",
                )
            keys[key] = _start(event)
            children[key] = self._value(next(self._events), depth + 1)
        data = {key: child.data for key, child in children.items()}
        return Node(data, place, keys=keys, children=children)

    def _key(self, event: yaml.Event) -> str:
        self._refuse_features(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error(Problem.WRONG_TYPE, "a key is a text", event)
        if event.style:
            return self._text(event)
        if event.value == "<<":
            raise self._error(Problem.YAML_FEATURE, f"a {self._subject} has no merge keys", event)
        try:
            return read_key(event.value)
        except Ambiguous as why:
            raise self._error(
                Problem.AMBIGUOUS, f"{event.value[:40]!r} cannot be a key", event, str(why)
            ) from None

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        if event.style:
            return self._text(event)
        if not event.value:
            raise self._error(
                Problem.EMPTY, "there is no value here", event, "a blank and a value follow a colon"
            )
        try:
            return read_value(event.value)
        except Ambiguous as why:
            message = f"YAML readers disagree on {event.value[:40]!r}"
            raise self._error(Problem.AMBIGUOUS, message, event, str(why)) from None

    def _text(self, event: yaml.ScalarEvent) -> str:
        if _SURROGATE.search(event.value):
            raise self._error(Problem.CHARACTER, "half a surrogate pair is no character", event)
        return str(event.value)

    def _refuse_features(self, event: yaml.Event) -> None:
        if not isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) or event.anchor:
            raise self._error(
                Problem.YAML_FEATURE,
                f"a {self._subject} has no anchors and aliases",
                event,
                "write it out, or quote a text that starts with '*' or '&'",
            )
        if event.tag is not None:
            raise self._error(
                Problem.YAML_FEATURE,
                f"a {self._subject} has no YAML tags",
                event,
                "quote a text that starts with '!'",
            )

    def _error(
        self, problem: Problem, message: str, event: yaml.Event, hint: str | None = None
    ) -> PolicyError:
        return self._reporter.error(problem, message, _start(event), hint)


def _indent(event: yaml.ScalarEvent) -> int | None:
    quotes = 1 if event.style in {"'", '"'} else 0
    start, end = event.start_mark, event.end_mark
    if start is None or end is None or start.line != end.line:
        return None
    return quotes if end.column - start.column == len(event.value) + 2 * quotes else None


def _start(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
