"""Plain data to a Document; what pydantic finds wrong becomes a PolicyError with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from enforcecore_core.decision.checks import described
from enforcecore_core.errors import PolicyError
from enforcecore_core.policy.document import FORMS, MODELS, Document
from enforcecore_core.policy.loading import KEY, Node
from enforcecore_core.policy.problems import Place, Problem, Reporter, guess

__all__ = ["validated", "validated_as"]

_Model = TypeVar("_Model", bound=BaseModel)

_EXPECTED: Mapping[str, str] = {
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "float_type": "a number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_type": "a mapping",
    "string_type": "a text",
}
# Where these words are short for something, that may stand there as well.
_SHORT_FORMS = {
    "'always'": "'always' or a clause",
    "'allow' or 'block'": "'allow', 'block' or a mapping",
}
_CODES = {problem.value: problem for problem in Problem}


def validated(node: Node, reporter: Reporter) -> Document:
    """Return the document, or raise the problem that stands first in the file."""
    return validated_as(Document, node, reporter, MODELS)


def validated_as(
    model: type[_Model],
    node: Node,
    reporter: Reporter,
    models: Mapping[object, type[BaseModel]],
) -> _Model:
    """As `validated`, for a file of another kind.

    `models` has the model of each mapping in it, by the last part of an error's location that says
    which one it is.
    """
    try:
        return model.model_validate(node.data)
    except ValidationError as error:
        known: dict[object, type[BaseModel]] = {None: model, **models}
        problems = [
            _translated(one, node, reporter, known) for one in error.errors(include_url=False)
        ]
    raise min(problems, key=_rank)


def _rank(problem: PolicyError) -> tuple[bool, int, int]:
    # A key is often missing because it is misspelt, and then the misspelt key says more.
    missing = problem.code == Problem.MISSING_KEY.value
    return missing, problem.line or 0, problem.column or 0


def _translated(
    error: ErrorDetails,
    root: Node,
    reporter: Reporter,
    models: Mapping[object, type[BaseModel]],
) -> PolicyError:
    kind, location, context = error["type"], error["loc"], error.get("ctx", {})
    place = root.place_of(location)
    if kind in _CODES:
        return _stated(_CODES[kind], context, root.place_in(location, context["offset"]), reporter)
    if kind == "extra_forbidden":
        key, place = str(location[-1]), root.place_of((*location, KEY))
        hint = guess(key, _keys_at(location, models))
        return reporter.error(Problem.UNKNOWN_KEY, f"unknown key {key!r}", place, hint)
    if kind == "missing":
        return reporter.error(Problem.MISSING_KEY, f"the key {location[-1]!r} is missing", place)
    if kind in {"too_short", "string_too_short"}:
        return reporter.error(Problem.EMPTY, "there is nothing in it", place)
    if kind == "greater_than_equal":
        return reporter.error(Problem.WRONG_VALUE, "a length is not negative", place)
    return _not_expected(error, place, reporter)


def _stated(
    problem: Problem, context: Mapping[str, str], place: Place, reporter: Reporter
) -> PolicyError:
    """Return the error that a validator of ours described."""
    error = reporter.error(problem, context["message"], place, context["hint"] or None)
    if context["excerpt"]:
        error.add_note(context["excerpt"])
    return error


def _not_expected(error: ErrorDetails, place: Place, reporter: Reporter) -> PolicyError:
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "literal_error" and isinstance(value, str):
        words = re.findall(r"'([^']*)'", context["expected"])
        message = f"{value[:40]!r} means nothing here"
        return reporter.error(Problem.WRONG_VALUE, message, place, guess(value, words))
    if kind == "union_tag_invalid":
        expected = " or ".join(FORMS[tag] for tag in FORMS if repr(tag) in context["expected_tags"])
    else:
        stated = context.get("expected", "something else")
        expected = _EXPECTED.get(kind) or _SHORT_FORMS.get(stated, stated)
    hint = None
    if value is None:
        hint = "leave it out, or say what it is"
    elif expected == "a text" and isinstance(value, (bool, int, float)):
        hint = "put it in quotes if it is a text"
    message = f"expected {expected}, found {described(value)}"
    return reporter.error(Problem.WRONG_TYPE, message, place, hint)


def _keys_at(
    location: tuple[int | str, ...], models: Mapping[object, type[BaseModel]]
) -> list[str]:
    steps = [step for step in reversed(location[:-1]) if step in models]
    model = models[steps[0] if steps else None]
    return [field.alias or name for name, field in model.model_fields.items()]
