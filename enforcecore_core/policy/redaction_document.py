"""The key `redaction` of a policy as strict models: how what is found is found and replaced."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Discriminator, Field, Tag

from enforcecore_core.decision.redaction_rules import Group, Pack, Style, Validator
from enforcecore_core.policy.omission import Omissible
from enforcecore_core.policy.strict_model import Strict
from enforcecore_core.policy.words import (
    detector_name,
    detector_pattern,
    match_kind,
    pattern,
    style_key,
)

__all__ = ["FORMS", "MODELS", "Keep", "OwnDetector", "Redacting"]

_STYLES, _STYLE = "\x00styles", "\x00style"

Text = Annotated[str, Field(min_length=1)]
Kind = Annotated[str, AfterValidator(match_kind)]
Styles = Annotated[
    Annotated[
        dict[Annotated[str, AfterValidator(style_key)], Style], Field(min_length=1), Tag(_STYLES)
    ]
    | Annotated[Style, Tag(_STYLE)],
    Discriminator(lambda value: _STYLES if isinstance(value, dict) else _STYLE),
]


class OwnDetector(Strict):
    """A format of the policy's own."""

    name: Annotated[str, AfterValidator(detector_name)]
    kind: Omissible[Kind] = None
    group: Group = "pii"
    pattern: Annotated[str, Field(min_length=1), AfterValidator(detector_pattern)]
    cues: Annotated[list[Text], Field(min_length=1)] = Field(default_factory=list)
    validator: Omissible[Validator] = None


class Keep(Strict):
    """Matches that stay as they are."""

    values: Annotated[list[Text], Field(min_length=1)] = Field(default_factory=list)
    patterns: Annotated[
        list[Annotated[str, Field(min_length=1), AfterValidator(pattern)]], Field(min_length=1)
    ] = Field(default_factory=list)


class Redacting(Strict):
    """How redaction is done, for every tool."""

    packs: Annotated[list[Pack], Field(min_length=1)] = Field(default_factory=list)
    models: Annotated[list[Text], Field(min_length=1)] = Field(default_factory=list)
    replace: Styles = "placeholder"
    detectors: Annotated[list[OwnDetector], Field(min_length=1)] = Field(default_factory=list)
    keep: Keep = Keep.model_construct()
    unknown_types: Literal["block", "pass"] = "block"


FORMS: dict[str, str] = {_STYLES: "a mapping of kinds", _STYLE: "one way to replace"}
MODELS: dict[object, type[BaseModel]] = {
    "redaction": Redacting,
    "detectors": OwnDetector,
    "keep": Keep,
}
