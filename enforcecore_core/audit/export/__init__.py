"""Entries in the formats of other programs: one row for each call.

Every row carries the numbers and leaf hashes of the entry's records, so that it can be proved back.
"""

from enforcecore_core.audit.export.joined import as_json, joined
from enforcecore_core.audit.export.ocsf import as_ocsf
from enforcecore_core.audit.export.tables import COLUMNS, csv_line

__all__ = ["COLUMNS", "as_json", "as_ocsf", "csv_line", "joined"]
