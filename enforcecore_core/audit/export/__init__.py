"""Entries in the formats of other programs: one row for each call.

Every row carries the numbers and leaf hashes of the entry's records, so that it can be proved back.
"""

from enforcecore_core.audit.export.joined import as_json, joined

__all__ = ["as_json", "joined"]
