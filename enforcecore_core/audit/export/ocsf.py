"""Entries as events of the Open Cybersecurity Schema Framework, 1.8: class API Activity (6003)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import cast

__all__ = ["SCHEMA_VERSION", "as_ocsf"]

SCHEMA_VERSION = "1.8.0"
_CLASS, _CATEGORY, _OTHER = 6003, 6, 99
_INFORMATIONAL, _MEDIUM = 1, 3
_ALLOWED, _DENIED, _OBSERVED = (1, "Allowed"), (2, "Denied"), (3, "Observed")
_LET_RUN, _BLOCKED, _LOGGED = (1, "Allowed"), (2, "Blocked"), (17, "Logged")
_SUCCESS, _FAILURE, _UNKNOWN = (1, "Success"), (2, "Failure"), (0, "Unknown")
_STATUSES = {"returned": _SUCCESS, "open": _UNKNOWN, "indeterminate": _UNKNOWN}
_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)
_UNMAPPED = (
    "leaf",
    "outcome_seq",
    "outcome_leaf",
    "links",
    "rule",
    "args_digest",
    "args_meta",
    "redactions",
    "status",
    "after_us",
    "why",
    "result_redactions",
)


def as_ocsf(row: Mapping[str, object], product_version: str) -> dict[str, object]:
    """The event of a joined entry.

    It uses the profile `security_control`. What the schema has no place for, and what proves the
    entry, is under `unmapped.enforcecore`. Times are milliseconds since 1970.
    """
    blocked = row["effect"] != "allow"
    status = _STATUSES.get(str(row["status"]), _FAILURE)
    event: dict[str, object] = {
        **_classification(),
        **_control(row, blocked=blocked),
        "severity_id": _MEDIUM if blocked else _INFORMATIONAL,
        "status_id": status[0],
        "status": status[1],
        "status_code": row["code"],
        "status_detail": row["status"],
        "message": row["reason"],
        "time": _milliseconds(row["ts"]),
        "end_time": _milliseconds(row["ended_at"]) if row["ended_at"] else None,
        "duration": _whole(row["duration_us"], 1000),
        "actor": _actor(row),
        "api": _api(row),
        "src_endpoint": {"name": "enforcecore", "uid": row["log"]},
        "metadata": _metadata(row, product_version),
        "unmapped": {"enforcecore": {name: row[name] for name in _UNMAPPED}},
    }
    return _present(event)


def _classification() -> dict[str, object]:
    return {
        "category_uid": _CATEGORY,
        "category_name": "Application Activity",
        "class_uid": _CLASS,
        "class_name": "API Activity",
        "activity_id": _OTHER,
        "activity_name": "Tool call",
        "type_uid": _CLASS * 100 + _OTHER,
        "type_name": "API Activity: Other",
    }


def _control(row: Mapping[str, object], *, blocked: bool) -> dict[str, object]:
    if blocked:
        action, disposition = _DENIED, _BLOCKED
    elif row["would_block"]:
        action, disposition = _OBSERVED, _LOGGED
    else:
        action, disposition = _ALLOWED, _LET_RUN
    policy = cast("Mapping[str, object]", row["policy"])
    return {
        "action_id": action[0],
        "action": action[1],
        "disposition_id": disposition[0],
        "disposition": disposition[1],
        "is_alert": blocked,
        "policy": _texts({"name": policy.get("name"), "uid": policy.get("sha256")}),
    }


def _actor(row: Mapping[str, object]) -> dict[str, object]:
    actor: dict[str, object] = {"app_name": "agent"}
    if row["principal"]:
        actor["user"] = {"uid": row["principal"]}
    if row["session"]:
        actor["session"] = {"uid": row["session"]}
    return actor


def _api(row: Mapping[str, object]) -> dict[str, object]:
    response = _texts({"message": row["status"], "error": row["error_type"]})
    request = {"uid": row["call_id"] or f"{row['log']}/{row['seq']}"}
    return {"operation": row["tool"], "request": request, "response": response}


def _metadata(row: Mapping[str, object], product_version: str) -> dict[str, object]:
    product = {"name": "EnforceCore", "vendor_name": "EnforceCore", "version": product_version}
    return {
        "version": SCHEMA_VERSION,
        "profiles": ["security_control"],
        "product": product,
        "log_name": row["log"],
        "uid": f"{row['log']}/{row['seq']}",
        "sequence": row["seq"],
        "original_time": row["ts"],
    }


def _milliseconds(timestamp: object) -> int:
    try:
        moment = dt.datetime.fromisoformat(str(timestamp))
        return (moment - _EPOCH) // dt.timedelta(milliseconds=1)
    except (ValueError, TypeError, OverflowError):
        # A time that is none: the event says the start of 1970, and `original_time` what it was.
        return 0


def _whole(value: object, divisor: int) -> int | None:
    return value // divisor if isinstance(value, int) else None


def _texts(values: Mapping[str, object]) -> dict[str, object] | None:
    return {name: value for name, value in values.items() if isinstance(value, str)} or None


def _present(event: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in event.items() if value is not None}
