"""What many tests need: an enforcer over a policy written in the test, and its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as generation

from enforcecore_core import AuditEntry, AuditTrail, Enforcer, Settings, open_enforcer

# Generated cases take as long as they take: what is slow is told by tests of time alone.
generation.register_profile("untimed", deadline=None)
generation.load_profile("untimed")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ENFORCECORE_{name.upper()}", raising=False)
    return Settings(audit_path=tmp_path / "trail")


@pytest.fixture
def write_policy(tmp_path: Path) -> Callable[[str], Path]:
    """Write the entries under `tools` (and what else is given) as a policy file."""

    def write(tools: str, more: str = "") -> Path:
        path = tmp_path / "policy.yaml"
        path.write_text(f"enforcecore: 1\nname: test\n{more}\ntools:\n{tools}\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def enforcer_for(
    settings: Settings, write_policy: Callable[..., Path]
) -> Iterator[Callable[..., Enforcer]]:
    """Open an enforcer over a policy; it is closed when the test ends."""
    opened: list[Enforcer] = []

    def open_(tools: str, more: str = "", **changes: object) -> Enforcer:
        chosen = settings.model_copy(update=changes)
        enforcer = open_enforcer(write_policy(tools, more), settings=chosen)
        opened.append(enforcer)
        return enforcer

    yield open_
    for enforcer in opened:
        enforcer.close()


@pytest.fixture
def entries_of() -> Callable[[Enforcer], list[AuditEntry]]:
    def read(enforcer: Enforcer) -> list[AuditEntry]:
        assert isinstance(enforcer.trail, AuditTrail)
        return list(enforcer.trail.entries())

    return read
