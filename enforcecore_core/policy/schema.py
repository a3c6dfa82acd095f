"""The policy language as JSON Schema, for editors: what may stand where, and what it means."""

from __future__ import annotations

from typing import Any

from enforcecore_core.decision.plan import LONGEST_TOOL_NAME
from enforcecore_core.policy.document import Document
from enforcecore_core.policy.json_schema import Additions, Descriptions, schema_of

__all__ = ["policy_schema"]

_URN = "urn:enforcecore:schema:policy:1"
_CLAUSE = {
    "args": "What must hold of each argument, by name. Dots reach into mappings: filter.owner.",
    "when": "An expression over args, principal and session that must hold as well.",
    "reason": "Why, for people. It stands in the decision's record.",
    "id": "The name of this clause in decisions, records and tests.",
}
_REDACTION = {
    "arguments": "What is taken out of the arguments before the tool sees them.",
    "results": "What is taken out of the result before anyone sees it.",
}
_TIMEOUT = "The time that the tool may take: 500ms, 10s, 2m, 1h."
_AUDIT = (
    "How soon its records are on disk: strict, before anything goes on; intent, the decision "
    "before the tool runs; relaxed, a moment later."
)
_RESULT_SIZE = "The largest result that is released: 100B, 512KiB, 1MiB."

_DESCRIPTIONS: Descriptions = {
    "Document": {
        "enforcecore": "The version of the policy language: 1.",
        "name": "The name of the policy in decisions and records; else that of its file.",
        "extends": "A policy beside this one or below. This one can only tighten it.",
        "mode": "'observe' records what would be blocked and lets it run. For trying a policy out.",
        "tools": "What holds for each tool, by name or glob. What stands nowhere is blocked.",
        "defaults": "What holds for every tool.",
        "redaction": "How redaction is done: what is found, what stays, what takes its place.",
    },
    "Entry": {
        "allow": "When calls are allowed: 'always', a clause, or a list of which one must hold.",
        "block": "When calls are blocked, whatever allows them: 'always', a clause, or a list.",
        "args": "What must hold of each argument for a call to be allowed; short for one clause.",
        "when": "An expression that must hold for a call to be allowed; short for one clause.",
        "other_args": "'block' blocks calls with arguments that no clause mentions.",
        "redact": "What is taken out of the arguments (a list), or out of arguments and results.",
        "reveal": "Arguments in which the tool gets the real values that vault tokens stand for.",
        "timeout": _TIMEOUT,
        "max_result_size": _RESULT_SIZE,
        "audit": _AUDIT,
    },
    "Clause": _CLAUSE,
    "AllowClause": _CLAUSE,
    "Conditions": {
        "equals": 'The value is this one. Kinds are compared too: "1" is not 1.',
        "in": "The value is one of these.",
        "not_in": "The value is none of these.",
        "present": "The argument is there, or (false) is not there.",
        "type": "The value is of this kind.",
        "starts_with": "The text begins with this. For paths use 'under', for URLs 'host'.",
        "ends_with": "The text ends with this. For URLs use 'host'.",
        "contains": "The text has this in it.",
        "like": "The whole text matches this glob of '*' and '?'.",
        "matches": "The whole text matches this regular expression, in linear time.",
        "min_length": "The text has at least this many characters.",
        "max_length": "The text has at most this many characters.",
        "more_than": "The number is greater than this.",
        "at_least": "The number is this or greater.",
        "less_than": "The number is less than this.",
        "at_most": "The number is this or less.",
        "each": "Every item of the list meets this. An empty list is an error.",
        "some": "At least one item of the list meets this.",
        "min_items": "The list or mapping has at least this many items.",
        "max_items": "The list or mapping has at most this many items.",
        "keys": "Every key of the mapping meets this.",
        "under": "The path, resolved, lies in this directory or in one of these.",
        "host": "The URL leads to this host or one of these; '*.example.com' is all below it.",
        "scheme": "The URL has this scheme or one of these, without '://'.",
        "port": "The URL leads to this port or one of these.",
        "not": "The value does not meet this. An error stays an error.",
        "all_of": "The value meets all of these.",
        "any_of": "The value meets at least one of these.",
    },
    "Redaction": _REDACTION,
    "DefaultRedaction": {
        "arguments": f"{_REDACTION['arguments']} Without this key: secrets.",
        "results": f"{_REDACTION['results']} Without this key: secrets and pii.",
    },
    "Redacting": {
        "packs": "Which detectors look: 'strict' also finds numbers that no word gives away, "
        "'ner' names and addresses.",
        "models": "With the pack 'ner', the spaCy pipelines that find names; else en_core_web_sm.",
        "replace": "What takes the place of a match: one way for all, or one for each kind.",
        "detectors": "Formats of your own.",
        "keep": "Matches that stay as they are.",
        "unknown_types": "'pass' hands on values of types that cannot be looked into.",
    },
    "OwnDetector": {
        "name": "A name for it: small letters, digits and '-'.",
        "kind": "What its placeholder says. Without this key: the name in capitals.",
        "group": "Whether it is personal data (pii) or a secret.",
        "pattern": "A regular expression in Rust's syntax, without anchors, in linear time.",
        "cues": "Words, one of which has to stand near a match or be the name of its argument.",
        "validator": "A check that a match has to pass.",
    },
    "Keep": {
        "values": "These very values.",
        "patterns": "Matches that one of these regular expressions matches as a whole.",
    },
    "Defaults": {
        "redact": "What is taken out, for every tool.",
        "timeout": f"{_TIMEOUT} An entry's own takes its place.",
        "max_result_size": f"{_RESULT_SIZE} An entry's own takes its place.",
        "audit": f"{_AUDIT} An entry's own takes its place.",
    },
}

_ID = {"pattern": r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$"}
_ARGUMENTS = {"propertyNames": {"pattern": r"^[^\u0000-\u0020\u007f*?\[\]]+$"}}
_KIND = {"pattern": r"^[A-Z][A-Z0-9_]{0,39}$"}
_DURATION = {"pattern": r"^[0-9]{1,9}(\.[0-9]{1,6})?(ms|s|m|h)$"}
_SIZE = {"pattern": r"^[0-9]{1,15}(B|KiB|MiB|GiB)$"}

_ADDITIONS: Additions = {
    **{(model, ""): {"minProperties": 1} for model in _DESCRIPTIONS},
    ("Document", "enforcecore"): {"const": 1},
    ("Document", "tools"): {
        "propertyNames": {"pattern": r"^[A-Za-z0-9_.:/*?-]+$", "maxLength": LONGEST_TOOL_NAME}
    },
    ("Conditions", "type"): {
        "enum": ["text", "number", "truth", "list", "mapping", "null", None],
        "type": ["string", "null"],
    },
    ("Clause", "args"): _ARGUMENTS,
    ("AllowClause", "args"): _ARGUMENTS,
    ("Entry", "args"): _ARGUMENTS,
    ("Clause", "id"): _ID,
    ("AllowClause", "id"): _ID,
    ("OwnDetector", "name"): {"pattern": r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
    ("OwnDetector", "kind"): _KIND,
    ("Entry", "timeout"): _DURATION,
    ("Entry", "max_result_size"): _SIZE,
    ("Defaults", "timeout"): _DURATION,
    ("Defaults", "max_result_size"): _SIZE,
}


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of the policy language."""
    return schema_of(
        Document,
        urn=_URN,
        title="EnforceCore policy",
        descriptions=_DESCRIPTIONS,
        additions=_ADDITIONS,
    )
