"""Finds the trail that a command is asked about."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.signing import load_signer
from enforcecore_core.cli.exits import CannotAsk

__all__ = ["add_keys", "keys_of", "opened", "opened_to_write"]

_HINT = "name the directory of a trail, as ENFORCECORE_AUDIT_PATH does"


def opened(path: str) -> TrailDirectory:
    """Return the trail at `path`. Raises `CannotAsk` when there is none."""
    directory = TrailDirectory(Path(os.path.realpath(path)))
    if not directory.path.is_dir():
        raise CannotAsk(f"{path} is no directory", _HINT)
    if not (directory.path / "log.json").exists():
        raise CannotAsk(f"{path} holds no trail", _HINT)
    return directory


def opened_to_write(path: str) -> AuditTrail:
    """Return the trail at `path` as a writer of its own. Raises `CannotAsk` when there is none.

    A signed trail takes nothing without its key, which `ENFORCECORE_SIGNING_KEY` names.
    """
    directory, key = opened(path), os.environ.get("ENFORCECORE_SIGNING_KEY")
    return AuditTrail.open(directory.path, signer=load_signer(key) if key else None)


def add_keys(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where the keys of payloads are."""
    parser.add_argument(
        "--payload-keys",
        metavar="DIR",
        help="the keys of payloads (default: ENFORCECORE_AUDIT_PAYLOAD_KEYS, else TRAIL.keys)",
    )


def keys_of(arguments: argparse.Namespace, directory: TrailDirectory) -> Path:
    """Return where the keys of payloads are."""
    stated = arguments.payload_keys or os.environ.get("ENFORCECORE_AUDIT_PAYLOAD_KEYS")
    path = directory.path
    return Path(stated) if stated else path.with_name(f"{path.name}.keys")
