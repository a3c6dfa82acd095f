"""Policy files to plans: the way from bytes to something that decides."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from enforcecore_core.decision.plan import Plan
from enforcecore_core.policy.compilation import Compiler, default_duties
from enforcecore_core.policy.loading import encoded, read_bytes, read_node
from enforcecore_core.policy.problems import Reporter
from enforcecore_core.policy.validation import validated

__all__ = ["load_policy", "parse_policy"]


def load_policy(path: str | os.PathLike[str]) -> Plan:
    """Return the plan of a policy file, or raise PolicyError for the first problem in it."""
    file = os.fspath(path)
    return parse_policy(read_bytes(file, Reporter(file)), file=file)


def parse_policy(text: str | bytes, *, file: str) -> Plan:
    """Return the plan of a policy's text, or raise PolicyError for the first problem in it.

    `file` names the policy in errors. Relative directories in it start where that file is.
    """
    with _collector_paused():
        return _parsed(text, file)


def _parsed(text: str | bytes, file: str) -> Plan:
    reporter = Reporter(file)
    content = text if isinstance(text, bytes) else encoded(text, reporter)
    node = read_node(content, reporter)
    policy = validated(node, reporter)
    compiler = Compiler(node, reporter, directory=str(Path(file).absolute().parent))
    return Plan(
        compiler.entries(policy),
        name=policy.name or Path(file).stem,
        digest=hashlib.sha256(content).hexdigest(),
        defaults=default_duties(policy.defaults),
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    # A large policy makes a million objects of which none is garbage. Looking through them again
    # and again takes longer than all the rest. A policy is at most a megabyte.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
