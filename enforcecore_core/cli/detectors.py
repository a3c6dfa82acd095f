"""`enforcecore detectors`: what redaction looks for."""

from __future__ import annotations

import argparse
import json

from enforcecore_core.cli.exits import Exit
from enforcecore_core.cli.redaction_options import (
    add_redaction_options,
    chosen_groups,
    chosen_rules,
)
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.redaction.detectors import Detector, chosen
from enforcecore_core.redaction.own_formats import own_format

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "detectors"
HELP = "list what redaction looks for"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_redaction_options(parser)
    parser.add_argument("--kind", help="list those of one kind alone")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the detectors, and return NO if there are none."""
    groups, rules = chosen_groups(arguments), chosen_rules(arguments)
    own = [own_format(one) for one in rules.detectors if one.group in groups]
    listed = [
        one for one in (*own, *chosen(groups, rules.packs)) if arguments.kind in (None, one.kind)
    ]
    if arguments.json:
        terminal.write(json.dumps([_described(one) for one in listed], indent=2) + "\n")
    else:
        rows = [[one.kind, one.name, one.group, _wants(one), one.source] for one in listed]
        terminal.table(["kind", "detector", "group", "needs", "documented by"], rows)
        terminal.note(f"{len(listed)} detectors")
    return Exit.YES if listed else Exit.NO


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
