"""What the commands around redaction have in common: which detectors look."""

from __future__ import annotations

import argparse
from dataclasses import replace

from enforcecore_core.decision.redaction_rules import RedactionRules
from enforcecore_core.policy import load_policy
from enforcecore_core.redaction import GROUPS, Redactor, ReplacementStyle, Tokenizer, Vault

__all__ = ["add_redaction_options", "chosen_groups", "chosen_redactor", "chosen_rules"]


def add_redaction_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose detectors."""
    parser.add_argument(
        "--group",
        action="append",
        choices=sorted(GROUPS),
        help="look for these alone (default: all); may be repeated",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="also find numbers that no word near them gives away",
    )
    parser.add_argument(
        "--ner", action="store_true", help="also find names and addresses (needs the extra ner)"
    )
    parser.add_argument(
        "--policy", metavar="FILE", help="with the detectors, exceptions and styles of a policy"
    )


def chosen_groups(arguments: argparse.Namespace) -> frozenset[str]:
    """Return the groups that are asked for."""
    return frozenset(arguments.group or GROUPS)


def chosen_rules(arguments: argparse.Namespace) -> RedactionRules:
    """Return the rules of the policy that is named, with the packs that are asked for."""
    rules = load_policy(arguments.policy).redaction if arguments.policy else RedactionRules()
    rules = rules.with_pack("strict") if arguments.strict else rules
    return rules.with_pack("ner") if arguments.ner else rules


def chosen_redactor(arguments: argparse.Namespace, *, in_style: bool = True) -> Redactor:
    """Return a redactor as asked for. Tokens of it and of a running program differ.

    Unless it is to be `in_style`, each match becomes its kind, whatever a policy says of it.
    """
    tokens = Tokenizer(b"command line"), Vault(b"command line", clock=lambda: 0.0)
    rules = chosen_rules(arguments)
    if not in_style:
        rules = replace(rules, style="placeholder", styles={})
    style = ReplacementStyle(rules, *tokens)
    return Redactor(chosen_groups(arguments), style=style)
