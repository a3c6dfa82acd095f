"""A file of policy tests as strict models: what may stand where."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from enforcecore_core.calls import Effect, ReasonCode
from enforcecore_core.policy.omission import Omissible
from enforcecore_core.policy.problems import Problem, guess
from enforcecore_core.policy.words import directory, language_version, match_kind, refuse

__all__ = ["MODELS", "FactsGiven", "Suite", "Test"]

# What a run without tool, trail and adapter can give; the others come from those.
_CODES: dict[str, Effect] = {
    ReasonCode.ALLOWED.value: Effect.ALLOW,
    ReasonCode.NO_RULE.value: Effect.BLOCK,
    ReasonCode.NO_ALLOW.value: Effect.BLOCK,
    ReasonCode.BLOCK_RULE.value: Effect.BLOCK,
    ReasonCode.CONDITION_ERROR.value: Effect.BLOCK,
    ReasonCode.TOOL_NAME.value: Effect.BLOCK,
    ReasonCode.NOT_INSPECTABLE.value: Effect.BLOCK,
}

# Tags turn up in the location of an error. No key of a file can be one.
_TEXT, _MAPPING = "\x00word", "\x00sides"


def _code(word: str) -> str:
    if word not in _CODES:
        raise refuse(Problem.WRONG_VALUE, "no test gives this code", guess(word, list(_CODES)))
    return word


def _times(value: object) -> object:
    if type(value) is int and value < 1:
        raise refuse(
            Problem.WRONG_VALUE,
            "a kind that is named was found at least once",
            "leave it out, or write 'redactions: {}' when nothing is found",
        )
    return value


def _shape(value: object) -> str:
    return _MAPPING if isinstance(value, dict) else _TEXT


Text = Annotated[str, Field(min_length=1)]
Directory = Annotated[Text, AfterValidator(directory)]
Data = dict[str, Any]
Principal = Annotated[
    Annotated[Text, Tag(_TEXT)] | Annotated[Data, Tag(_MAPPING)], Discriminator(_shape)
]
Kind = Annotated[str, AfterValidator(match_kind)]
Times = Annotated[int, BeforeValidator(_times)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FactsGiven(_Strict):
    """The world of one call. Directories that are not absolute start beside the policy."""

    working_directory: Omissible[Directory] = None
    symlinks: dict[Directory, Directory] = {}


class Test(_Strict):
    """One call, and the decision that the policy must give on it."""

    # pytest takes this class for tests of its own otherwise.
    __test__ = False

    name: Text
    tool: str
    arguments: Data = {}
    principal: Omissible[Principal] = None
    session: Omissible[Text] = None
    facts: FactsGiven = FactsGiven.model_construct()
    expect: Literal["allow", "block"]
    rule: Omissible[Text] = None
    code: Omissible[Annotated[str, AfterValidator(_code)]] = None
    redactions: Omissible[dict[Kind, Times]] = None
    tool_sees: Omissible[Data] = None
    xfail: Omissible[Text] = None

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        effect = Effect(self.expect)
        if self.code is not None and _CODES[self.code] is not effect:
            raise refuse(
                Problem.CONTRADICTION,
                f"a decision with the code {self.code} does not {effect.value} the call",
            )
        if effect is Effect.BLOCK and not (self.redactions is None and self.tool_sees is None):
            raise refuse(
                Problem.CONTRADICTION,
                "no tool sees the arguments of a blocked call",
                "leave out 'redactions' and 'tool_sees', or write 'expect: allow'",
            )
        return self


class Suite(_Strict):
    """A whole file."""

    enforcecore: Annotated[int, BeforeValidator(language_version)] = 1
    policy: Text
    tests: list[Test] = Field(min_length=1)


# The model of a mapping, by the last part of an error's location that says which one it is.
MODELS: dict[object, type[BaseModel]] = {"tests": Test, "facts": FactsGiven}
