"""Tools with real effects, and what to see of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

collect_ignore_glob = [] if importlib.util.find_spec("llama_index") else ["test_*.py"]


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """The file that exists once `touch` has run."""
    return tmp_path / "touched"


@pytest.fixture
def touch(marker: Path) -> Callable[[str], str]:
    def touch(text: str) -> str:
        """Leaves a file behind."""
        marker.write_text(text, encoding="utf-8")
        return f"wrote {text}"

    return touch


@pytest.fixture
def async_touch(touch: Callable[[str], str]) -> Callable[[str], object]:
    write = touch

    async def touch(text: str) -> str:
        """Leaves a file behind."""
        return write(text)

    return touch


@pytest.fixture
def statuses_of(entries_of) -> Callable[[object], list[str]]:
    return lambda enforcer: [entry.status for entry in entries_of(enforcer)]
