"""What a policy says of redaction as a whole: what is found, what is left, what takes its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from enforcecore_core.decision.detector_words import (
    KIND_HINT,
    NAME_HINT,
    is_detector_name,
    is_kind,
    kind_named,
    require_detector_pattern,
)
from enforcecore_core.decision.patterns import UnusablePattern
from enforcecore_core.errors import ConfigurationError

__all__ = [
    "DEFAULT_MODEL",
    "DEFAULT_RULES",
    "Group",
    "OwnDetector",
    "Pack",
    "RedactionRules",
    "Style",
    "Validator",
]

Group = Literal["pii", "secrets"]
Pack = Literal["default", "strict", "ner"]
Style = Literal["placeholder", "numbered", "mask", "remove", "block", "token", "vault"]
Validator = Literal["luhn", "mod97", "entropy"]

# What the package of spaCy's small English model is called.
DEFAULT_MODEL = "en_core_web_sm"

# From what gives away least to what gives away most.
_STRICTEST_FIRST: tuple[Style, ...] = (
    "block",
    "remove",
    "placeholder",
    "numbered",
    "vault",
    "token",
    "mask",
)


@dataclass(frozen=True, slots=True)
class OwnDetector:
    """A format of one's own. `pattern` is a regular expression in Rust's syntax.

    `kind` is the name in capitals unless it is stated. With `cues`, one of these words has to
    stand near a match. `validator` checks it further. Raises `ConfigurationError` for what a policy
    could not state.
    """

    name: str
    kind: str = ""
    group: Group = "pii"
    pattern: str = ""
    cues: tuple[str, ...] = ()
    validator: Validator | None = None

    def __post_init__(self) -> None:
        self._require(isinstance(self.name, str) and is_detector_name(self.name), "name", NAME_HINT)
        object.__setattr__(self, "kind", self.kind or kind_named(self.name))
        self._require(isinstance(self.kind, str) and is_kind(self.kind), "kind", KIND_HINT)
        self._require(self.group in get_args(Group), "group", _one_of(Group))
        known = self.validator is None or self.validator in get_args(Validator)
        self._require(known, "validator", _one_of(Validator))
        words = isinstance(self.cues, tuple) and all(
            isinstance(word, str) and word for word in self.cues
        )
        self._require(words, "cues", "they are a tuple of words, as ('pin',)")
        self._require(isinstance(self.pattern, str) and self.pattern, "pattern", "state a text")
        try:
            require_detector_pattern(self.pattern)
        except UnusablePattern as error:
            self._require(None, "pattern", f"{error}; {error.hint}")

    def _require(self, holds: object, field_name: str, hint: str) -> None:
        if not holds:
            stated = getattr(self, field_name)
            raise ConfigurationError(
                f"detector {self.name!r}: {stated!r} cannot be its {field_name}: {hint}"
            )


@dataclass(frozen=True, slots=True)
class RedactionRules:
    """How what the duties ask for is done.

    `style` says what takes the place of a match, and `styles` says it for single kinds. A match
    that is one of `keep_values`, or that one of `keep_patterns` matches as a whole, stays. With
    `pass_unknown_types`, values of types that nobody can look into are handed on. With the pack
    `ner`, `models` find names and addresses; without any, that is `DEFAULT_MODEL`.
    """

    packs: frozenset[Pack] = frozenset({"default"})
    style: Style = "placeholder"
    styles: Mapping[str, Style] = field(default_factory=dict)
    detectors: tuple[OwnDetector, ...] = ()
    keep_values: frozenset[str] = frozenset()
    keep_patterns: frozenset[str] = frozenset()
    pass_unknown_types: bool = False
    models: frozenset[str] = frozenset()

    @property
    def names_found_by(self) -> frozenset[str]:
        """The models that find names; none without the pack `ner`."""
        if "ner" not in self.packs:
            return frozenset()
        return self.models or frozenset({DEFAULT_MODEL})

    def style_for(self, kind: str) -> Style:
        """Return what takes the place of a match of this kind."""
        return self.styles.get(kind, self.style)

    def uses(self, style: Style) -> bool:
        """Tell whether matches of some kind are replaced in this style."""
        return style == self.style or style in self.styles.values()

    def with_pack(self, pack: Pack) -> RedactionRules:
        """Return the same rules with one more pack."""
        return replace(self, packs=self.packs | {pack})

    def joined(self, parent: RedactionRules) -> RedactionRules:
        """Return the rules of a policy that states these and extends one with those.

        Whatever finds more and gives away less of both holds, so nothing is loosened.
        """
        kinds = self.styles.keys() | parent.styles.keys()
        return RedactionRules(
            packs=self.packs | parent.packs,
            style=_stricter(self.style, parent.style),
            styles={
                kind: _stricter(self.style_for(kind), parent.style_for(kind)) for kind in kinds
            },
            detectors=tuple(dict.fromkeys((*self.detectors, *parent.detectors))),
            keep_values=self.keep_values & parent.keep_values,
            keep_patterns=self.keep_patterns & parent.keep_patterns,
            pass_unknown_types=self.pass_unknown_types and parent.pass_unknown_types,
            models=self.names_found_by | parent.names_found_by,
        )


DEFAULT_RULES = RedactionRules()


def _one_of(choice: object) -> str:
    return f"it is one of {', '.join(get_args(choice))}"


def _stricter(one: Style, other: Style) -> Style:
    return min(one, other, key=_STRICTEST_FIRST.index)
