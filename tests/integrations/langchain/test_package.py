from __future__ import annotations

import subprocess
import sys

import enforcecore_langchain
import pytest
from enforcecore_langchain import enforce_tool
from langchain_core.tools import BaseTool, tool

from enforcecore_core import ConfigurationError


def run_without(module: str, program: str) -> str:
    blocked = f"import sys; sys.modules[{module!r}] = None\n"
    done = subprocess.run(
        [sys.executable, "-c", blocked + program], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_without_langchain_core_it_says_which_extra_to_install():
    said = run_without("langchain_core", "import enforcecore_langchain")
    assert 'needs langchain-core: pip install "enforcecore-core[langchain]"' in said


def test_without_langchain_all_but_the_middleware_works():
    program = """
from enforcecore_langchain import EnforceCoreCallbackHandler, enforce_tool
print("imported")
from enforcecore_langchain import EnforceCoreMiddleware
"""
    said = run_without("langchain", program)
    assert said.startswith("imported")
    assert "ImportError: EnforceCoreMiddleware needs langchain itself" in said


def test_importing_it_loads_neither_langchain_nor_langgraph():
    program = """
import sys, enforcecore_langchain
print({"langchain", "langgraph"} & set(sys.modules))
"""
    assert run_without("llama_index", program).strip() == "set()"


def test_the_public_api_is_this_list():
    assert enforcecore_langchain.__all__ == [
        "EnforceCoreCallbackHandler",
        "EnforceCoreMiddleware",
        "enforce_tool",
        "enforce_tools",
    ]
    with pytest.raises(AttributeError):
        enforcecore_langchain.nothing  # noqa: B018 - asking is the point


@tool
def harmless() -> str:
    """Do nothing."""
    return "nothing"


@pytest.fixture
def forgetful():
    """Forget that the canary was tried, before and after."""
    from enforcecore_langchain.selftest import check_langchain  # noqa: PLC0415 - private

    check_langchain.cache_clear()
    yield
    check_langchain.cache_clear()


def test_a_langchain_that_runs_tools_another_way_is_refused(forgetful, monkeypatch, enforcer_for):
    def run(self, tool_input, **kwargs):
        return self.func(**tool_input) if hasattr(self, "func") else "ran"

    monkeypatch.setattr(BaseTool, "run", run)
    with pytest.raises(ConfigurationError, match=r"langchain-core 1\.1\.3"):
        enforce_tool(harmless, enforcer_for('  "*": allow'))


@pytest.mark.parametrize("hook", ["_filter_injected_args", "_injected_args_keys"])
def test_a_langchain_without_the_hooks_is_refused(hook, forgetful, monkeypatch, enforcer_for):
    monkeypatch.delattr(BaseTool, hook)
    with pytest.raises(ConfigurationError, match=hook):
        enforce_tool(harmless, enforcer_for('  "*": allow'))


def test_the_canary_calls_no_handler_of_the_application(forgetful, enforcer_for, entries_of):
    enforcer = enforcer_for('  "*": allow')
    enforce_tool(harmless, enforcer)
    assert entries_of(enforcer) == []
