"""`enforcecore detectors`: what redaction looks for."""

from __future__ import annotations

import argparse
import json
from typing import Any

from enforcecore_core.cli.exits import Exit
from enforcecore_core.cli.redaction_options import (
    add_redaction_options,
    chosen_groups,
    chosen_rules,
)
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.decision.redaction_rules import RedactionRules
from enforcecore_core.named_entities import load_finder
from enforcecore_core.redaction.detectors import Detector, chosen
from enforcecore_core.redaction.engines import chosen_engine
from enforcecore_core.redaction.entities import NAMED
from enforcecore_core.redaction.own_formats import own_format

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "detectors"
HELP = "list what redaction looks for"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_redaction_options(parser)
    parser.add_argument("--kind", type=str.upper, help="list those of one kind alone")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the detectors, and return NO if there are none."""
    groups, rules = chosen_groups(arguments), chosen_rules(arguments)
    own = [own_format(one) for one in rules.detectors if one.group in groups]
    listed = [
        one for one in (*own, *chosen(groups, rules.packs)) if arguments.kind in (None, one.kind)
    ]
    named = [one for one in _named(groups, rules) if arguments.kind in (None, one["kind"])]
    if arguments.json:
        described = [*map(_described, listed), *named]
        terminal.write(json.dumps(described, indent=2) + "\n")
    else:
        rows = [[one.kind, one.name, one.group, _wants(one), one.source] for one in listed]
        rows += [[one["kind"], one["name"], one["group"], "", one["source"]] for one in named]
        terminal.table(["kind", "detector", "group", "needs", "documented by"], rows)
        listing = "1 detector" if len(rows) == 1 else f"{len(rows)} detectors"
        terminal.note(f"{listing}, told apart by {chosen_engine('auto')}")
    return Exit.YES if listed or named else Exit.NO


def _named(groups: frozenset[str], rules: RedactionRules) -> list[dict[str, Any]]:
    """What finds names, with the version of its model."""
    if "pii" not in groups or not rules.names_found_by:
        return []
    alike = {
        "name": load_finder(rules.names_found_by).name,
        "group": "pii",
        "family": "ner",
        "pack": "ner",
        "cues": [],
        "source": "a trained model",
    }
    return [{"kind": kind, **alike} for kind in NAMED]


def _wants(detector: Detector) -> str:
    return "" if detector.cues is None else f"a word near it: {detector.cues.words[0]}, ..."


def _described(detector: Detector) -> dict[str, object]:
    return {
        "name": detector.name,
        "kind": detector.kind,
        "group": detector.group,
        "family": detector.family,
        "pack": detector.pack,
        "cues": list(detector.cues.words) if detector.cues else [],
        "source": detector.source,
    }
