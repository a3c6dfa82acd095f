"""The redactor: a choice of detectors, and everything that can be done with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar, get_args

from enforcecore_core.decision.redaction_rules import OwnDetector, Pack, RedactionRules
from enforcecore_core.errors import ConfigurationError
from enforcecore_core.named_entities import EntityFinder, load_finder
from enforcecore_core.redaction.detectors import GROUPS, Detector, chosen
from enforcecore_core.redaction.engines import EngineChoice, chosen_engine
from enforcecore_core.redaction.entities import Entities
from enforcecore_core.redaction.exceptions import redact_error
from enforcecore_core.redaction.inspection import Match, Redacted
from enforcecore_core.redaction.own_formats import Keep, finds_own_kind, own_format
from enforcecore_core.redaction.plain_values import holds_nothing
from enforcecore_core.redaction.quarantine import KIND as OBFUSCATED
from enforcecore_core.redaction.replacement import PLAIN_STYLE, Replacements, ReplacementStyle
from enforcecore_core.redaction.scanning import Scanner
from enforcecore_core.redaction.streaming import RedactedStream
from enforcecore_core.redaction.values import lenient_rule_for, redact_value, rule_for

__all__ = ["Redactor"]

T = TypeVar("T")

_NONE: Mapping[str, int] = MappingProxyType({})


class Redactor:
    """Finds and replaces what the detectors of its groups match. Threads may share one.

    `groups` are `pii` and `secrets`. `packs` are `default`, `strict`, which also finds numbers that
    no word near them gives away, and `ner`, which also finds names and addresses (`pii`); it needs
    the extra `ner` and a model. `detectors` are formats of your own. A match that is one of `keep`
    stays. With a `style`, its rules hold and those three mean nothing.

    With `entities`, those find names, in place of the models of the pack `ner`. `engine` says
    what tells gates apart, and changes nothing but the speed: `rust`, or `re2` with the extra
    `fast`, or `auto`, the faster one that is there. Raises `ConfigurationError` when a model or an
    extra is missing, or an option means nothing.
    """

    __slots__ = ("_rules_for", "_scanner", "_style", "engine", "groups")

    def __init__(
        self,
        groups: Iterable[str] = ("pii", "secrets"),
        *,
        packs: Iterable[Pack] = ("default",),
        detectors: Iterable[OwnDetector] = (),
        keep: Iterable[str] = (),
        style: ReplacementStyle | None = None,
        entities: EntityFinder | None = None,
        engine: EngineChoice = "auto",
    ) -> None:
        if style is not None and not isinstance(style, ReplacementStyle):
            raise ConfigurationError("style is a ReplacementStyle, or None")
        rules = style.rules if style else _rules(packs, detectors, keep)
        self.groups = frozenset(_several("groups", groups, str))
        _refuse_unknown("group", self.groups, GROUPS)
        _refuse_unknown("pack", rules.packs, frozenset(get_args(Pack)))
        own = [own_format(one) for one in rules.detectors if one.group in self.groups]
        kept = Keep(rules.keep_values, rules.keep_patterns)
        looking = [*own, *chosen(self.groups, rules.packs)]
        named = _entities(rules, entities, looking) if "pii" in self.groups else None
        _refuse_unknown("engine", [engine], frozenset(get_args(EngineChoice)))
        self.engine = chosen_engine(engine)
        self._scanner = Scanner(looking, kept, named, self.engine)
        self._style = style or PLAIN_STYLE
        self._rules_for = lenient_rule_for if rules.pass_unknown_types else rule_for

    def find(self, text: str, keys: str = "") -> list[Match]:
        """The matches in `text`, sorted and apart, with offsets into `text` itself.

        `keys` are the names under which the text stands, such as the key of a mapping; they are
        cues for numbers that only words give away.
        """
        if not isinstance(text, str):
            message = f"find looks at a text, not at {type(text).__name__}: redact takes all values"
            raise TypeError(message)
        return self._scanner.find(str.__str__(text), keys)

    def redact(self, value: object, *, scope: str = "") -> Redacted:
        """The value with every match in it replaced, and what was found in it.

        Tokens of a vault count within `scope`. Raises `NotInspectable` for what cannot be looked
        into completely.
        """
        if holds_nothing(value, self._scanner):
            return Redacted(value, _NONE)
        hiding = Replacements(self._style, scope).text_for
        result, found = redact_value(self._scanner, value, hiding, rules=self._rules_for)
        return Redacted(result, Counter(match.kind for match in found), tuple(found))

    def hide(self, text: str) -> str:
        """The text with each match behind its kind alone, whatever the style is."""
        return self._scanner.redact(text)[0]

    def redact_error(self, error: BaseException, *, scope: str = "") -> Mapping[str, int]:
        """Take what matches out of the error's text, in place; give the counts by kind.

        Its causes, contexts, notes and group members are rewritten with it. Raises
        `NotInspectable` when the error would still print something that matches, or is one of
        pydantic's that holds it.
        """
        if not self.groups:
            return _NONE
        return redact_error(self._scanner, error, Replacements(self._style, scope).text_for)

    def stream(self, scope: str = "") -> RedactedStream:
        """A stream that redacts text arriving in pieces as if it were in one."""
        return RedactedStream(self._scanner, Replacements(self._style, scope).text_for)


def _rules(
    packs: Iterable[Pack], detectors: Iterable[OwnDetector], keep: Iterable[str]
) -> RedactionRules:
    own = _several("detectors", detectors, OwnDetector)
    endless = [one.name for one in own if finds_own_kind(one)]
    if endless:
        raise ConfigurationError(
            f"detector {endless[0]!r}: its pattern finds its own kind, which stands for its "
            "matches: let it match less, or state another kind"
        )
    return RedactionRules(
        packs=frozenset(_several("packs", packs, str)),
        detectors=own,
        keep_values=frozenset(_several("keep", keep, str)),
    )


def _several(option: str, stated: Iterable[T], kind: type) -> tuple[T, ...]:
    """What is stated for an option, all of one kind."""
    if isinstance(stated, str) or not isinstance(stated, Iterable):
        raise ConfigurationError(f"{option}: state a list, not a {type(stated).__name__}")
    several = tuple(stated)
    # What is to be kept may be somebody's: no value is quoted.
    others = [type(one).__name__ for one in several if not isinstance(one, kind)]
    if others:
        raise ConfigurationError(f"{option}: {others[0]} is no {kind.__name__}")
    return several


def _entities(
    rules: RedactionRules, finder: EntityFinder | None, detectors: Sequence[Detector]
) -> Entities | None:
    if finder is None and rules.names_found_by:
        finder = load_finder(rules.names_found_by)
    if finder is None:
        return None
    return Entities(finder, [OBFUSCATED, *(one.kind for one in detectors)])


def _refuse_unknown(what: str, stated: Iterable[str], known: frozenset[str]) -> None:
    unknown = sorted(frozenset(stated) - known)
    if unknown:
        there_are = ", ".join(sorted(known))
        raise ConfigurationError(
            f"unknown {what} of detectors {unknown[0]!r} (there are {there_are})"
        )
