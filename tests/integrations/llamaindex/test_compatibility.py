"""Without what it needs, the package refuses to work and says what to do."""

from __future__ import annotations

import subprocess
import sys

import pytest
from enforcecore_llamaindex import compatibility, enforce_tool
from llama_index.core.tools import FunctionTool, ToolOutput

from enforcecore_core import ConfigurationError


@pytest.fixture(autouse=True)
def fresh_check():
    compatibility.require_hooks.cache_clear()
    yield
    compatibility.require_hooks.cache_clear()


def test_the_installed_llama_index_has_every_hook():
    compatibility.require_hooks()


def test_a_missing_hook_refuses_to_wrap_and_names_the_supported_versions(
    touch, enforcer_for, monkeypatch
):
    monkeypatch.delattr(FunctionTool, "real_fn")
    with pytest.raises(ConfigurationError, match=r"FunctionTool.real_fn.*>=0\.14\.10,<0\.15"):
        enforce_tool(FunctionTool.from_defaults(touch), enforcer_for("  touch: allow"))


def test_outputs_without_exceptions_are_refused(monkeypatch):
    def old(self, tool_name, *, blocks, raw_input, raw_output, is_error): ...

    monkeypatch.setattr(ToolOutput, "__init__", old)
    with pytest.raises(ConfigurationError, match="exception"):
        compatibility.require_hooks()


def test_importing_without_llama_index_says_what_to_install():
    code = "import sys; sys.modules['llama_index'] = None; import enforcecore_llamaindex"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "ImportError: enforcecore_llamaindex needs" in ran.stderr
    assert 'pip install "enforcecore-core[llamaindex]"' in ran.stderr
