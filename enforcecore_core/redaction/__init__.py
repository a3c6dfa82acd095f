from enforcecore_core.redaction.detectors import GROUPS
from enforcecore_core.redaction.inspection import Match, NotInspectable, Redacted
from enforcecore_core.redaction.redactor import Redactor

__all__ = ["GROUPS", "Match", "NotInspectable", "Redacted", "Redactor"]
