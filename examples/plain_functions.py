"""Plain Python functions behind the policy: one decorator."""

from __future__ import annotations

import tools
from script import CALLS

from enforcecore_core import EnforceCoreError, Enforcer, enforce


def main(enforcer: Enforcer) -> None:
    """Make every call of the script on the decorated functions."""
    guarded = {tool.__name__: enforce(enforcer=enforcer)(tool) for tool in tools.TOOLS}
    for name, arguments in CALLS:
        try:
            guarded[name](**arguments)
        except EnforceCoreError:
            continue
