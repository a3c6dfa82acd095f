"""The policy language as strict models: what may stand where.

A model says what a key's value is; what the key does is in `compilation`. Every model refuses
unknown keys. Nothing is converted: a number is no text, and a text is no number.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from enforcecore_core.calls import Durability
from enforcecore_core.policy import redaction_document
from enforcecore_core.policy.omission import Omissible
from enforcecore_core.policy.problems import Problem
from enforcecore_core.policy.redaction_document import Redacting
from enforcecore_core.policy.strict_model import Strict
from enforcecore_core.policy.words import (
    argument_name,
    directory,
    duration,
    expression,
    glob,
    host,
    kind,
    language_version,
    number,
    parent,
    pattern,
    port,
    refuse,
    rule_id,
    scalar,
    scheme,
    size,
    tool_pattern,
    whole_argument,
)

__all__ = [
    "FORMS",
    "MODELS",
    "AllowClause",
    "Clause",
    "Condition",
    "Conditions",
    "Defaults",
    "Document",
    "Entry",
    "Redaction",
]

# Tags of unions turn up in the location of an error. No key of a policy can start like this.
_LIST, _WORD = "\x00list", "\x00word"
_CLAUSE, _CONDITION, _ENTRY, _SIDES = "\x00clause", "\x00condition", "\x00entry", "\x00sides"


def _form(mapping: str) -> Discriminator:
    """Choose between the forms of a value by its shape in the file."""

    def choose(value: object) -> str:
        if isinstance(value, (dict, BaseModel)):
            return mapping
        return _LIST if isinstance(value, list) else _WORD

    return Discriminator(choose)


Text = Annotated[str, Field(min_length=1)]
Glob = Annotated[str, Field(min_length=1), AfterValidator(glob)]
Pattern = Annotated[str, Field(min_length=1), AfterValidator(pattern)]
Expression = Annotated[str, Field(min_length=1), AfterValidator(expression)]
Kind = Annotated[
    Literal["text", "number", "truth", "list", "mapping", "null"], BeforeValidator(kind)
]
Length = Annotated[int, Field(ge=0)]
Scalar = Annotated[str | int | float | bool | None, BeforeValidator(scalar)]
Number = Annotated[int | float, BeforeValidator(number)]
Scalars = Annotated[list[Scalar], Field(min_length=1)]
Group = Literal["pii", "secrets"]
Groups = Annotated[list[Group], Field(min_length=1)]
Duration = Annotated[str, BeforeValidator(duration)]
Size = Annotated[str, BeforeValidator(size)]
_Host = Annotated[str, AfterValidator(host)]
_Scheme = Annotated[str, AfterValidator(scheme)]
_Port = Annotated[int, BeforeValidator(port)]
_Directory = Annotated[str, AfterValidator(directory)]
Hosts = Annotated[
    Annotated[_Host, Tag(_WORD)] | Annotated[list[_Host], Field(min_length=1), Tag(_LIST)],
    _form(_CONDITION),
]
Schemes = Annotated[
    Annotated[_Scheme, Tag(_WORD)] | Annotated[list[_Scheme], Field(min_length=1), Tag(_LIST)],
    _form(_CONDITION),
]
Ports = Annotated[
    Annotated[_Port, Tag(_WORD)] | Annotated[list[_Port], Field(min_length=1), Tag(_LIST)],
    _form(_CONDITION),
]
Directories = Annotated[
    Annotated[_Directory, Tag(_WORD)]
    | Annotated[list[_Directory], Field(min_length=1), Tag(_LIST)],
    _form(_CONDITION),
]


class Conditions(Strict):
    """What must hold of one value: all of the keys that are set."""

    equals: Scalar = None
    in_: Scalars = Field(default_factory=list, alias="in")
    not_in: Scalars = Field(default_factory=list)
    present: bool = True
    type: Kind = "null"
    starts_with: Text = ""
    ends_with: Text = ""
    contains: Text = ""
    like: Glob = ""
    matches: Pattern = ""
    min_length: Length = 0
    max_length: Length = 0
    more_than: Number = 0
    at_least: Number = 0
    less_than: Number = 0
    at_most: Number = 0
    each: Condition = None
    some: Condition = None
    min_items: Length = 0
    max_items: Length = 0
    keys: Condition = None
    under: Directories = ""
    host: Hosts = ""
    scheme: Schemes = ""
    port: Ports = 0
    not_: Condition = Field(default=None, alias="not")
    all_of: SomeConditions = Field(default_factory=list)
    any_of: SomeConditions = Field(default_factory=list)

    @model_validator(mode="after")
    def _present_makes_sense(self) -> Self:
        given = self.model_fields_set
        if "present" in given and not self.present and len(given) > 1:
            raise refuse(
                Problem.CONTRADICTION,
                "an argument that is not present meets no other condition",
                "write two clauses",
            )
        inner = [self.each, self.some, self.keys, self.not_, *self.all_of, *self.any_of]
        if any(isinstance(one, Conditions) and "present" in one.model_fields_set for one in inner):
            raise refuse(
                Problem.CONTRADICTION,
                "'present' is asked of an argument, not of what is in it, and not within logic",
                "write it beside the other conditions",
            )
        return self


Condition = Annotated[
    Annotated[Conditions, Tag(_CONDITION)]
    | Annotated[Scalars, Tag(_LIST)]
    | Annotated[Scalar, Tag(_WORD)],
    _form(_CONDITION),
]


SomeConditions = Annotated[list[Condition], Field(min_length=1)]


class Clause(Strict):
    """Conditions on a call; without any, the clause always matches."""

    args: dict[Annotated[str, AfterValidator(argument_name)], Condition] = Field(
        default_factory=dict, min_length=1
    )
    when: Expression = ""
    reason: Omissible[Text] = None
    id: Omissible[Annotated[str, AfterValidator(rule_id)]] = None


class AllowClause(Clause):
    """A clause that allows has to say what it allows."""

    @model_validator(mode="after")
    def _has_conditions(self) -> Self:
        if not self.args and not self.when:
            raise refuse(
                Problem.EMPTY,
                "this clause allows every call",
                "name the arguments under 'args', or write 'allow: always'",
            )
        return self


_Always = Annotated[Literal["always"], Tag(_WORD)]
_OneAllow = Annotated[Annotated[AllowClause, Tag(_CLAUSE)] | _Always, _form(_CLAUSE)]
_OneBlock = Annotated[Annotated[Clause, Tag(_CLAUSE)] | _Always, _form(_CLAUSE)]
Allow = Annotated[
    Annotated[AllowClause, Tag(_CLAUSE)]
    | _Always
    | Annotated[list[_OneAllow], Field(min_length=1), Tag(_LIST)],
    _form(_CLAUSE),
]
Block = Annotated[
    Annotated[Clause, Tag(_CLAUSE)]
    | _Always
    | Annotated[list[_OneBlock], Field(min_length=1), Tag(_LIST)],
    _form(_CLAUSE),
]


class Redaction(Strict):
    """Which detector groups look through the arguments and through the results."""

    arguments: Groups = Field(default_factory=list)
    results: Groups = Field(default_factory=list)


class DefaultRedaction(Strict):
    """As Redaction, and an empty list switches a side off."""

    arguments: list[Group] = Field(default=["secrets"])
    results: list[Group] = Field(default=["secrets", "pii"])


class Entry(Strict):
    """What holds for the tools of one name or glob."""

    allow: Omissible[Allow] = None
    block: Omissible[Block] = None
    args: dict[Annotated[str, AfterValidator(argument_name)], Condition] = Field(
        default_factory=dict, min_length=1
    )
    when: Expression = ""
    other_args: Omissible[Literal["block"]] = None
    redact: Annotated[
        Annotated[Redaction, Tag(_SIDES)] | Annotated[Groups, Tag(_LIST)], _form(_SIDES)
    ] = Field(default_factory=list)
    reveal: Annotated[list[Annotated[str, AfterValidator(whole_argument)]], Field(min_length=1)] = (
        Field(default_factory=list)
    )
    timeout: Omissible[Duration] = None
    max_result_size: Omissible[Size] = None
    audit: Omissible[Durability] = None

    @model_validator(mode="after")
    def _allows_in_one_place(self) -> Self:
        stated = "args" if self.args else "when" if self.when else None
        if stated and self.allow is not None:
            raise refuse(
                Problem.CONTRADICTION,
                f"{stated!r} beside 'allow' would be one more way to allow, not a restriction",
                f"put {stated!r} into a clause under 'allow'",
            )
        if self.other_args and stated is None and self.allow is None:
            raise refuse(
                Problem.CONTRADICTION,
                "'other_args' restricts what an entry allows, and this one allows nothing",
            )
        return self


class Defaults(Strict):
    """Duties of every tool; an entry's timeout, size and audit take the place of these."""

    redact: DefaultRedaction = DefaultRedaction.model_construct()
    timeout: Omissible[Duration] = None
    max_result_size: Omissible[Size] = None
    audit: Omissible[Durability] = None


class Document(Strict):
    """A whole policy."""

    enforcecore: Annotated[int, BeforeValidator(language_version)]
    name: Omissible[Text] = None
    extends: Omissible[Annotated[str, AfterValidator(parent)]] = None
    mode: Literal["enforce", "observe"] = "enforce"
    tools: dict[
        Annotated[str, AfterValidator(tool_pattern)],
        Annotated[
            Annotated[Entry, Tag(_ENTRY)] | Annotated[Literal["allow", "block"], Tag(_WORD)],
            _form(_ENTRY),
        ],
    ] = Field(min_length=1)
    defaults: Defaults = Defaults.model_construct()
    redaction: Redacting = Redacting.model_construct()


# What a tag of a union stands for, in an error's words.
FORMS: dict[str, str] = {
    _CLAUSE: "a clause",
    _CONDITION: "conditions",
    _ENTRY: "a mapping",
    _SIDES: "a mapping of arguments and results",
    _LIST: "a list",
    _WORD: "a single value",
    **redaction_document.FORMS,
}

# The model of a mapping, by the last part of an error's location that says which one it is.
MODELS: dict[object, type[BaseModel]] = {
    _CLAUSE: Clause,
    _CONDITION: Conditions,
    _ENTRY: Entry,
    _SIDES: Redaction,
    "defaults": Defaults,
    "redact": DefaultRedaction,
    **redaction_document.MODELS,
}
