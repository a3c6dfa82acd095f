"""Files of policy tests as JSON Schema, for editors."""

from __future__ import annotations

from typing import Any

from enforcecore_core.policy.json_schema import Additions, Descriptions, schema_of
from enforcecore_core.rehearsal.document import Suite

__all__ = ["policy_test_schema"]

_DESCRIPTIONS: Descriptions = {
    "Suite": {
        "enforcecore": "The version of the policy language: 1.",
        "policy": "The policy to test; a relative path starts at this file.",
        "tests": "Calls, each with the decision that the policy must give on it.",
    },
    "Test": {
        "name": "What the policy promises here, as a sentence.",
        "tool": "The tool that is called.",
        "arguments": "The arguments of the call, by name.",
        "principal": "Who calls: a name, or a mapping of attributes.",
        "session": "The session that the call belongs to.",
        "facts": "The world of the call: the file system is as it says, and nothing else is.",
        "expect": "Whether the call is allowed or blocked.",
        "rule": "The clause that decides, by its id.",
        "code": "The code of the decision, as EC-NO-ALLOW.",
        "redactions": "What is found in the arguments and how often; {} when nothing is.",
        "tool_sees": "The arguments as the tool gets them, redacted.",
        "xfail": "Why this test fails for now. When it passes, that is a failure.",
    },
    "FactsGiven": {
        "working_directory": "Where relative paths of arguments start.",
        "symlinks": "Where each symlink leads. There are no others.",
    },
}
_ADDITIONS: Additions = {("Suite", "enforcecore"): {"const": 1}}


def policy_test_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a file of policy tests."""
    return schema_of(
        Suite,
        urn="urn:enforcecore:schema:policy-test:1",
        title="EnforceCore policy tests",
        descriptions=_DESCRIPTIONS,
        additions=_ADDITIONS,
    )
