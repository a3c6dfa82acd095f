"""The key `redaction` of a policy to the rules that the redactor follows."""

from __future__ import annotations

from enforcecore_core.decision.redaction_rules import OwnDetector, RedactionRules, Style
from enforcecore_core.policy.loading import KEY, Node
from enforcecore_core.policy.problems import Problem, Reporter, guess
from enforcecore_core.policy.redaction_document import OwnDetector as StatedDetector
from enforcecore_core.policy.redaction_document import Redacting
from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.entities import NAMED
from enforcecore_core.redaction.own_formats import finds_own_kind
from enforcecore_core.redaction.quarantine import KIND as OBFUSCATED

__all__ = ["kinds_found", "redaction_rules"]


def redaction_rules(stated: Redacting, root: Node, reporter: Reporter) -> RedactionRules:
    """Return the rules, or raise PolicyError for what cannot be meant.

    That is a name given twice, a detector that finds the name of its kind, a kind that nothing
    finds, models that nothing asks.
    """
    own = tuple(_detector(one) for one in stated.detectors)
    _refuse_double_names(own, root, reporter)
    _refuse_endless_detectors(own, root, reporter)
    _refuse_idle_models(stated, root, reporter)
    styles = stated.replace if isinstance(stated.replace, dict) else {"default": stated.replace}
    rules = RedactionRules(
        packs=frozenset({"default", *stated.packs}),
        style=styles.get("default", "placeholder"),
        styles={kind: style for kind, style in styles.items() if kind != "default"},
        detectors=own,
        keep_values=frozenset(stated.keep.values),
        keep_patterns=frozenset(stated.keep.patterns),
        pass_unknown_types=stated.unknown_types == "pass",
        models=frozenset(stated.models),
    )
    _refuse_unknown_kinds(styles, kinds_found(rules), root, reporter)
    return rules


def kinds_found(rules: RedactionRules) -> frozenset[str]:
    """Return the kinds of what may be found by these rules."""
    named = NAMED if rules.names_found_by else ()
    own = (one.kind for one in rules.detectors)
    return frozenset((*(one.kind for one in CATALOGUE), *own, *named, OBFUSCATED))


def _detector(stated: StatedDetector) -> OwnDetector:
    return OwnDetector(
        name=stated.name,
        kind=stated.kind or "",
        group=stated.group,
        pattern=stated.pattern,
        cues=tuple(stated.cues),
        validator=stated.validator,
    )


def _refuse_double_names(own: tuple[OwnDetector, ...], root: Node, reporter: Reporter) -> None:
    taken = {detector.name for detector in CATALOGUE}
    for index, detector in enumerate(own):
        if detector.name in taken:
            place = root.place_of(["redaction", "detectors", index, "name"])
            message = f"there is a detector {detector.name!r} already"
            raise reporter.error(Problem.WRONG_VALUE, message, place, "give it another name")
        taken.add(detector.name)


def _refuse_endless_detectors(own: tuple[OwnDetector, ...], root: Node, reporter: Reporter) -> None:
    """Refuse a detector that would find what stands for its own matches, and that again."""
    for index, detector in enumerate(own):
        if finds_own_kind(detector):
            place = root.place_of(["redaction", "detectors", index, "pattern"])
            message = f"this pattern finds {detector.kind!r}, which stands for its matches"
            raise reporter.error(
                Problem.PATTERN, message, place, "let it match less, or state another kind"
            )


def _refuse_idle_models(stated: Redacting, root: Node, reporter: Reporter) -> None:
    if stated.models and "ner" not in stated.packs:
        place = root.place_of(["redaction", "models", KEY])
        message = "models find names and addresses, and the pack 'ner' is not there to ask them"
        raise reporter.error(Problem.CONTRADICTION, message, place, "add it to packs")


def _refuse_unknown_kinds(
    styles: dict[str, Style], known: frozenset[str], root: Node, reporter: Reporter
) -> None:
    for kind in styles:
        if kind != "default" and kind not in known:
            place = root.place_of(["redaction", "replace", kind, KEY])
            message = f"no detector finds {kind!r}"
            hint = guess(kind, ["default", *sorted(known)])
            raise reporter.error(Problem.WRONG_VALUE, message, place, hint)
