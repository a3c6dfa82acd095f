"""Finds the trail that a command is asked about."""

from __future__ import annotations

import os
from pathlib import Path

from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.cli.exits import CannotAsk

__all__ = ["opened"]

_HINT = "name the directory of a trail, as ENFORCECORE_AUDIT_PATH does"


def opened(path: str) -> TrailDirectory:
    """Return the trail at `path`. Raises `CannotAsk` when there is none."""
    directory = TrailDirectory(Path(os.path.realpath(path)))
    if not directory.path.is_dir():
        raise CannotAsk(f"{path} is no directory", _HINT)
    if not (directory.path / "log.json").exists():
        raise CannotAsk(f"{path} holds no trail", _HINT)
    return directory
