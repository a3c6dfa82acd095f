"""Runtime enforcement for LLM agents: decide, redact and record every tool call before it runs.

    from enforcecore_core import enforce

    @enforce(policy="policy.yaml")
    def refund(order: str, amount: float) -> str: ...

A call that the policy does not allow raises `PolicyViolation`, and the function does not run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enforcecore_core.admission import PLAIN, Admission, View
    from enforcecore_core.assembly import open_enforcer, shared_enforcer
    from enforcecore_core.audit import (
        AuditEntry,
        AuditTrail,
        Verification,
        read_entries,
        verify_trail,
    )
    from enforcecore_core.audit.signing import Signer, load_signer
    from enforcecore_core.calls import (
        EVERYTHING,
        Abandoned,
        Capability,
        Decision,
        Duties,
        Effect,
        NotRun,
        Outcome,
        Raised,
        ReasonCode,
        Returned,
        TimedOut,
        ToolCall,
        Withheld,
    )
    from enforcecore_core.decision.redaction_rules import OwnDetector
    from enforcecore_core.decorator import enforce
    from enforcecore_core.enforcer import Enforcer
    from enforcecore_core.errors import (
        AuditUnavailable,
        CallBlocked,
        ConfigurationError,
        DeadlineExceeded,
        EnforceCoreError,
        EnforcementFault,
        Finding,
        PolicyError,
        PolicyViolation,
        ResultWithheld,
        Suspended,
        TrailInvalid,
    )
    from enforcecore_core.named_entities import EntityFinder
    from enforcecore_core.policy import load_policy
    from enforcecore_core.redaction import Match, NotInspectable, Redacted, Redactor
    from enforcecore_core.settings import Settings

__all__ = [
    "EVERYTHING",
    "PLAIN",
    "Abandoned",
    "Admission",
    "AuditEntry",
    "AuditTrail",
    "AuditUnavailable",
    "CallBlocked",
    "Capability",
    "ConfigurationError",
    "DeadlineExceeded",
    "Decision",
    "Duties",
    "Effect",
    "EnforceCoreError",
    "EnforcementFault",
    "Enforcer",
    "EntityFinder",
    "Finding",
    "Match",
    "NotInspectable",
    "NotRun",
    "Outcome",
    "OwnDetector",
    "PolicyError",
    "PolicyViolation",
    "Raised",
    "ReasonCode",
    "Redacted",
    "Redactor",
    "ResultWithheld",
    "Returned",
    "Settings",
    "Signer",
    "Suspended",
    "TimedOut",
    "ToolCall",
    "TrailInvalid",
    "Verification",
    "View",
    "Withheld",
    "enforce",
    "load_policy",
    "load_signer",
    "open_enforcer",
    "read_entries",
    "shared_enforcer",
    "verify_trail",
]

# Where each name is. A name is loaded when it is first used: to import this package alone, as every
# run of pytest does for its plugin, loads nothing.
_HOMES = {
    "admission": ("PLAIN", "Admission", "View"),
    "assembly": ("open_enforcer", "shared_enforcer"),
    "audit": ("AuditEntry", "AuditTrail", "Verification", "read_entries", "verify_trail"),
    "audit.signing": ("Signer", "load_signer"),
    "calls": (
        "EVERYTHING",
        "Abandoned",
        "Capability",
        "Decision",
        "Duties",
        "Effect",
        "NotRun",
        "Outcome",
        "Raised",
        "ReasonCode",
        "Returned",
        "TimedOut",
        "ToolCall",
        "Withheld",
    ),
    "decision.redaction_rules": ("OwnDetector",),
    "named_entities": ("EntityFinder",),
    "decorator": ("enforce",),
    "enforcer": ("Enforcer",),
    "errors": (
        "AuditUnavailable",
        "CallBlocked",
        "ConfigurationError",
        "DeadlineExceeded",
        "EnforceCoreError",
        "EnforcementFault",
        "Finding",
        "PolicyError",
        "PolicyViolation",
        "ResultWithheld",
        "Suspended",
        "TrailInvalid",
    ),
    "policy": ("load_policy",),
    "redaction": ("Match", "NotInspectable", "Redacted", "Redactor"),
    "settings": ("Settings",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

if not TYPE_CHECKING:  # to a type checker, a name that is not above does not exist

    def __getattr__(name: str) -> object:
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
