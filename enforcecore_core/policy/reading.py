"""Policy files to plans: the way from bytes to something that decides."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from enforcecore_core.decision.patterns import weight_of
from enforcecore_core.decision.plan import Plan
from enforcecore_core.policy.compilation import Compiler, default_duties
from enforcecore_core.policy.composition import Lineage
from enforcecore_core.policy.document import Document
from enforcecore_core.policy.loading import Node, encoded, read_bytes, read_node
from enforcecore_core.policy.problems import Problem, Reporter
from enforcecore_core.policy.redaction_compilation import redaction_rules
from enforcecore_core.policy.validation import validated

__all__ = ["HEAVIEST_PATTERNS", "load_policy", "parse_policy"]

# All of a policy's patterns together: some seconds to compile. Or 2000 small ones.
HEAVIEST_PATTERNS = 1_000_000
_WITH_PATTERNS = frozenset({"matches", "when", "pattern"})


def load_policy(path: str | os.PathLike[str]) -> Plan:
    """Return the plan of a policy file, or raise PolicyError for the first problem in it.

    What it extends is loaded with it.
    """
    file = os.fspath(path)
    return parse_policy(read_bytes(file, Reporter(file)), file=file)


def parse_policy(text: str | bytes, *, file: str) -> Plan:
    """Return the plan of a policy's text, or raise PolicyError for the first problem in it.

    `file` names the policy in errors. Relative directories in it, and what it extends, start where
    that file is.
    """
    reporter = Reporter(file)
    content = text if isinstance(text, bytes) else encoded(text, reporter)
    with _collector_paused():
        return _plan(content, reporter, Lineage.of(file))


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


def _plan(content: bytes, reporter: Reporter, lineage: Lineage) -> Plan:
    node = read_node(content, reporter)
    _bound_patterns(node, reporter)
    policy = validated(node, reporter)
    compiler = Compiler(
        node,
        reporter,
        directory=str(Path(reporter.file).absolute().parent),
        prefix=lineage.prefix,
    )
    entries = compiler.entries(policy)
    parent = _parent(policy, node, reporter, lineage)
    digest = hashlib.sha256(content).hexdigest()
    if parent is not None:
        digest = hashlib.sha256(f"{digest}\n{parent.digest}\n".encode()).hexdigest()
    return Plan(
        entries,
        name=policy.name or Path(reporter.file).stem,
        digest=digest,
        defaults=default_duties(policy.defaults),
        parent=parent,
        observes=policy.mode == "observe",
        redaction=redaction_rules(policy.redaction, node, reporter),
    )


def _parent(policy: Document, node: Node, reporter: Reporter, lineage: Lineage) -> Plan | None:
    if policy.extends is None:
        return None
    place = node.place_of(["extends"])
    above, its_reporter, content = lineage.parent(policy.extends, reporter, place)
    parent = _plan(content, its_reporter, above)
    if policy.mode == "observe" and not parent.observes:
        raise reporter.error(
            Problem.CONTRADICTION,
            "a policy that only observes cannot extend one that enforces",
            node.place_of(["mode"]),
        )
    return parent


def _bound_patterns(root: Node, reporter: Reporter) -> None:
    """Refuse more patterns than compile in reasonable time. The same one is compiled once."""
    seen: set[str] = set()
    weight, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        for key, child in node.children.items():
            waiting.append(child)
            if key not in _WITH_PATTERNS or not isinstance(child.data, str):
                continue
            if child.data in seen or (key == "when" and "matches" not in child.data):
                continue
            seen.add(child.data)
            # In a literal of an expression, a backslash may be written twice.
            weight += weight_of(child.data.replace("\\\\", "\\"))
            if weight > HEAVIEST_PATTERNS:
                message = "the patterns of this policy are too large together"
                raise reporter.error(Problem.TOO_BIG, message, child.place, "split the policy")
