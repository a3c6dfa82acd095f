from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

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
    "EntityFinder",
    "Finding",
    "Match",
    "NotInspectable",
    "NotRun",
    "Outcome",
    "OwnDetector",
    "PolicyError",
    "PolicyViolation",
    "Raised",
    "ReasonCode",
    "Redacted",
    "Redactor",
    "ResultWithheld",
    "Returned",
    "Settings",
    "Signer",
    "Suspended",
    "TimedOut",
    "ToolCall",
    "TrailInvalid",
    "Verification",
    "View",
    "Withheld",
    "enforce",
    "load_policy",
    "load_signer",
    "open_enforcer",
    "read_entries",
    "shared_enforcer",
    "verify_trail",
]


def test_the_public_api_is_this_list():
    assert enforcecore_core.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_there_and_listed(name):
    value = getattr(enforcecore_core, name)
    assert getattr(enforcecore_core, name) is value
    assert name in dir(enforcecore_core)


def test_a_public_class_pickles_by_where_it_is():
    for name in PUBLIC:
        value = getattr(enforcecore_core, name)
        if isinstance(value, type):
            assert pickle.loads(pickle.dumps(value)) is value


def test_a_star_imports_all_public_names_and_no_others():
    imported = {}
    exec("from enforcecore_core import *", imported)
    assert sorted(imported.keys() - {"__builtins__"}) == sorted(PUBLIC)


def test_a_name_that_is_not_public_is_not_there():
    with pytest.raises(AttributeError, match="'enforcecore_core' has no attribute 'enforced'"):
        _ = enforcecore_core.enforced
    with pytest.raises(ImportError, match="cannot import name 'enforced'"):
        exec("from enforcecore_core import enforced")


def test_importing_the_core_touches_nothing_and_loads_no_framework(tmp_path):
    program = """
import sys, threading, logging, os
before = set(sys.modules)
from enforcecore_core import *
loaded = {name.partition('.')[0] for name in set(sys.modules) - before}
assert not loaded & {'langchain', 'langchain_core', 'langgraph', 'llama_index', 'cryptography'}
assert threading.active_count() == 1
assert not logging.getLogger().handlers
assert os.listdir('.') == []
"""
    assert_runs(program, tmp_path)


@pytest.mark.parametrize("module", ["enforcecore_core", "enforcecore_core.pytest_plugin"])
def test_importing_the_package_loads_no_part_of_it_before_it_is_used(module, tmp_path):
    program = f"""
import sys
import {module}
ours = {{name for name in sys.modules if name.startswith('enforcecore_core')}}
assert ours == {{'enforcecore_core', '{module}'}}, ours
heavy = {{'pydantic', 'pydantic_core', 'pydantic_settings', 'structlog', 'yaml'}}
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
"""
    assert_runs(program, tmp_path)


def test_asking_for_an_error_loads_neither_the_policy_language_nor_settings(tmp_path):
    program = """
import sys
from enforcecore_core import CallBlocked, ToolCall
assert not {'pydantic', 'pydantic_settings', 'structlog', 'yaml'} & sys.modules.keys()
assert 'enforcecore_core.policy' not in sys.modules
"""
    assert_runs(program, tmp_path)


def assert_runs(program, directory):
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
