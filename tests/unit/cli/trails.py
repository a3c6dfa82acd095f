"""Trails for the commands to read, written by the real writer."""

from __future__ import annotations

import itertools

from enforcecore_core import AuditTrail

HOSTILE = "\x1b[31mev\u202eil\u200b\n\x7f"


class Calls:
    """Writes calls to a trail; each is decided a second after the one before."""

    def __init__(self, path, start=1_764_000_000, step=1, **more):
        seconds = itertools.count(start, step)
        self.trail = AuditTrail.open(path, clock=lambda: next(seconds) * 1_000_000_000, **more)
        self._ids = itertools.count(1)

    def decided(self, tool="look", effect="allow", **more):
        body = {
            "call_id": f"call-{next(self._ids)}",
            "tool": tool,
            "effect": effect,
            "rule": "default" if effect == "block" else f"{tool}.allow",
            "code": "EC-NO-ALLOW" if effect == "block" else "EC-ALLOWED",
            "reason": "as the test says",
            "policy": {"name": "shop", "sha256": "ab" * 32},
            "args_digest": "cd" * 32,
            "args_meta": [{"name": "order", "type": "str", "size": 2}],
            "redactions": {},
            "session": None,
            "principal": None,
            "links": {},
        }
        return self.trail.decided({**body, **more})

    def ran(self, tool="look", status="returned", result_redactions=None, **more):
        seq = self.decided(tool, **more)
        found = result_redactions or {}
        self.trail.ended(seq, {"status": status, "dur_us": 1500, "redactions": found})
        return seq

    def blocked(self, tool="refund", **more):
        return self.decided(tool, "block", **more)
