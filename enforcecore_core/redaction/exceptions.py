"""Taking what matches out of the text of an exception, in place.

The exception stays the object that it is: callers catch it by its type. Its arguments, its notes
and the attributes it was given are rewritten, and so are its causes, contexts and group members.
The frames of its traceback are not text and stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import cast

from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.scanning import Hiding, Scanner, in_plain_words
from enforcecore_core.redaction.state import attributes, instance_dict, set_attribute
from enforcecore_core.redaction.validation_errors import errors_within, require_clean_validation
from enforcecore_core.redaction.values import lenient_rule_for, redact_value, rule_for
from enforcecore_core.redaction.walking import Rule

__all__ = ["redact_error", "silence_error"]

_MAX_RELATED = 10_000


def redact_error(
    scanner: Scanner, error: BaseException, hiding: Hiding = in_plain_words
) -> Counter[str]:
    """Rewrite the error and all that hang from it; give the number of matches of each kind.

    An argument of a type that cannot be looked into is replaced by the type's name in angle
    brackets. Raises `NotInspectable` when something that would be printed matches still, or is held
    by a validation error, which cannot be rewritten.
    """
    counts: Counter[str] = Counter()
    related = _related(error)
    for one in related:
        _rewrite_arguments(scanner, one, counts, hiding)
        _rewrite_attributes(scanner, one, counts, hiding)
    for one in related:
        require_clean_validation(scanner, one)
        printed = _printed(one)
        if printed is None:
            raise NotInspectable("an error that cannot be printed", type_name=_name(one))
        if any(scanner.find(text) for text in printed):
            raise NotInspectable("an error that prints what matches", type_name=_name(one))
    return counts


def silence_error(error: BaseException) -> None:
    """Take all text from an error that has to arrive though it cannot be redacted."""
    error.__cause__ = error.__context__ = None
    instance_dict(error).clear()
    error.args = tuple(_silenced(argument) for argument in error.args)
    for place, content in attributes(error):
        with suppress(AttributeError, TypeError):
            set_attribute(error, place, _silenced(content))


def _silenced(content: object) -> object:
    # The status of an exit is a number, and nothing but that.
    return content if content is None or type(content) is int else "<withheld>"


def _related(error: BaseException) -> list[BaseException]:
    """The error, its causes and contexts, its members, and errors that it carries."""
    found: dict[int, BaseException] = {}
    pending = [error]
    while pending:
        one = pending.pop()
        if id(one) not in found:
            found[id(one)] = one
            pending += _next_to(one)
        if len(found) > _MAX_RELATED:
            raise NotInspectable(f"more than {_MAX_RELATED} errors in one")
    return list(found.values())


def _next_to(error: BaseException) -> Iterator[BaseException]:
    contents = [content for _, content in attributes(error)]
    contents += errors_within(error)
    for held in (error.__cause__, error.__context__, *error.args, *contents):
        yield from (one for one in _held_in(held) if isinstance(one, BaseException))


def _held_in(held: object) -> Iterable[object]:
    if isinstance(held, dict):
        return list(dict.values(held))
    return held if isinstance(held, (list, tuple)) else (held,)


def _rewrite_arguments(
    scanner: Scanner, error: BaseException, counts: Counter[str], hiding: Hiding
) -> None:
    arguments = []
    for argument in error.args:
        try:
            result = _rewritten(scanner, argument, counts, hiding, rule_for)
        except NotInspectable:
            result = f"<{_name(argument)}>"
        arguments.append(result)
    if any(new is not old for new, old in zip(arguments, error.args, strict=True)):
        error.args = tuple(arguments)


def _rewrite_attributes(
    scanner: Scanner, error: BaseException, counts: Counter[str], hiding: Hiding
) -> None:
    """What the error was given besides: notes, a file's name. Foreign objects in it stay."""
    for place, content in attributes(error):
        # Its name says what it is, and one foreign object says nothing of what lies beside it.
        name = place if isinstance(place, str) else place.__name__
        try:
            held = _rewritten(scanner, {name: content}, counts, hiding, lenient_rule_for)
            (result,) = cast("dict[str, object]", held).values()
            if result is not content:
                set_attribute(error, place, result)
        except (NotInspectable, AttributeError, TypeError):
            # Foreign or read-only. If it is printed, the look at the printed text refuses it.
            continue


def _rewritten(
    scanner: Scanner,
    content: object,
    counts: Counter[str],
    hiding: Hiding,
    rules: Callable[[type], Rule],
) -> object:
    if _holds_errors(content):
        return content
    result, found = redact_value(scanner, content, hiding, rules=rules)
    counts.update(match.kind for match in found)
    return result


def _holds_errors(content: object) -> bool:
    """Errors are rewritten in place, each by itself."""
    if isinstance(content, (list, tuple)) and content:
        return all(isinstance(one, BaseException) for one in content)
    return isinstance(content, BaseException)


def _printed(error: BaseException) -> list[str] | None:
    """What stands in a traceback for the error, or None when it cannot be printed."""
    try:
        return [str(error), repr(error), *map(str, getattr(error, "__notes__", ()))]
    except Exception:  # noqa: BLE001 - foreign code prints the error, and may raise anything
        return None


def _name(value: object) -> str:
    return type(value).__name__
