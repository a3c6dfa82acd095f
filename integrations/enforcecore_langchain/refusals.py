"""What is said of arguments that a tool does not take, before any policy is asked."""

from __future__ import annotations

from typing import Any

from langchain_core.tools import ToolException
from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from enforcecore_core import NotInspectable, Redactor

__all__ = ["hidden", "told"]

_WITHHELD = "<withheld>"


def told(error: Exception, redactor: Redactor) -> Exception:
    """Return the error that a tool refuses arguments with, as it may be raised.

    It is the same one, redacted, or one like it: pydantic's repeat the arguments and are read-only.
    """
    if not redactor.groups:
        return error
    if isinstance(error, ValidationError):
        return _told(error, redactor)
    try:
        redactor.redact_error(error)
    except NotInspectable:
        return ToolException(f"the arguments were refused with {type(error).__name__}")
    return error


def hidden(text: str, redactor: Redactor) -> str:
    """Return a text with what redaction finds hidden."""
    try:
        return redactor.hide(text)
    except NotInspectable:
        return _WITHHELD


def _told(error: ValidationError, redactor: Redactor) -> ValidationError:
    lines = [
        InitErrorDetails(
            type=PydanticCustomError(one["type"], hidden(one["msg"], redactor)),
            loc=tuple(hidden(one, redactor) if isinstance(one, str) else one for one in one["loc"]),
            input=_shown(one["loc"], one["input"], redactor),
        )
        for one in error.errors(include_url=False, include_context=False)
    ]
    return ValidationError.from_exception_data(error.title, lines)


def _shown(place: tuple[int | str, ...], value: Any, redactor: Redactor) -> Any:
    """What may be shown of a value, which stands under a name that may be a cue."""
    name = next((one for one in reversed(place) if isinstance(one, str)), "")
    try:
        redacted: Any = redactor.redact({name: value}).value
    except NotInspectable:
        return _WITHHELD
    [shown] = redacted.values()
    return shown
