"""Looking into pydantic's validation errors, which print less of a value than they hold.

They are read-only, and what they print of a value is cut in its middle, so that what is left of it
may have no form any more.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import ErrorDetails, ValidationError

from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.scanning import Scanner
from enforcecore_core.redaction.values import redact_value

__all__ = ["errors_within", "require_clean_validation"]


def errors_within(error: BaseException) -> list[BaseException]:
    """The errors of validators that a validation error carries."""
    if not isinstance(error, ValidationError):
        return []
    inner = (one.get("ctx", {}).get("error") for one in _lines(error))
    return [one for one in inner if isinstance(one, BaseException)]


def require_clean_validation(scanner: Scanner, error: BaseException) -> None:
    """Refuse a validation error that holds what matches, or what cannot be looked into."""
    if not isinstance(error, ValidationError):
        return
    for line in _lines(error):
        if redact_value(scanner, _parts(line))[1]:
            name = type(error).__name__
            raise NotInspectable("an error that holds what matches", type_name=name)


def _parts(line: ErrorDetails) -> list[object]:
    """What a line holds; the value under the name that it is for."""
    context = {key: one for key, one in line.get("ctx", {}).items() if key != "error"}
    held: Any = line["input"]
    for name in reversed([one for one in line["loc"] if isinstance(one, str)]):
        held = {name: held}
    return [line["type"], line["msg"], context, held]


def _lines(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False)
