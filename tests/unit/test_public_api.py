from __future__ import annotations

import subprocess
import sys

import enforcecore_core

PUBLIC = [
    "EVERYTHING",
    "PLAIN",
    "Abandoned",
    "Admission",
    "AuditEntry",
    "AuditTrail",
    "AuditUnavailable",
    "CallBlocked",
    "Capability",
    "ConfigurationError",
    "DeadlineExceeded",
    "Decision",
    "Duties",
    "Effect",
    "EnforceCoreError",
    "EnforcementFault",
    "Enforcer",
    "Finding",
    "Match",
    "NotInspectable",
    "NotRun",
    "Outcome",
    "PolicyError",
    "PolicyViolation",
    "Raised",
    "ReasonCode",
    "Redacted",
    "Redactor",
    "ResultWithheld",
    "Returned",
    "Settings",
    "TimedOut",
    "ToolCall",
    "TrailInvalid",
    "Verification",
    "View",
    "Withheld",
    "enforce",
    "load_policy",
    "open_enforcer",
    "read_entries",
    "shared_enforcer",
    "verify_trail",
]


def test_the_public_api_is_this_list():
    assert enforcecore_core.__all__ == PUBLIC


def test_importing_the_core_touches_nothing_and_loads_no_framework(tmp_path):
    program = """
import sys, threading, logging, os
before = set(sys.modules)
import enforcecore_core
loaded = {name.partition('.')[0] for name in set(sys.modules) - before}
assert not loaded & {'langchain', 'langchain_core', 'langgraph', 'llama_index', 'cryptography'}
assert threading.active_count() == 1
assert not logging.getLogger().handlers
assert os.listdir('.') == []
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
