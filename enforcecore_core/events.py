"""Log events for operators: what was blocked and what broke, never an argument value.

They go to the standard logger `enforcecore` through structlog. An application that configures no
logging hears nothing. A log line is no audit record: when one cannot be written, nothing changes.
"""

from __future__ import annotations

import logging

import structlog

from enforcecore_core.calls import Decision, ToolCall

__all__ = [
    "audit_spilled",
    "call_blocked",
    "call_let_through",
    "fault_met",
    "result_withheld",
    "schema_not_read",
    "set_level",
    "witness_away",
    "witness_back",
    "witness_disagreed",
]

_LOGGER_NAME = "enforcecore"

logging.getLogger(_LOGGER_NAME).addHandler(logging.NullHandler())

_log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger(_LOGGER_NAME),
    wrapper_class=structlog.stdlib.BoundLogger,
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
)


def set_level(level: str) -> None:
    """Set the least severe level that is passed on, by its standard name."""
    logging.getLogger(_LOGGER_NAME).setLevel(level)


def call_blocked(call: ToolCall, decision: Decision) -> None:
    _decided("decision.blocked", call, decision)


def call_let_through(call: ToolCall, decision: Decision) -> None:
    _decided("decision.would_block", call, decision)


def _decided(event: str, call: ToolCall, decision: Decision) -> None:
    _emit(
        logging.WARNING,
        event,
        tool=call.tool,
        call_id=call.id,
        rule=decision.rule,
        code=decision.code.value,
        reason=decision.reason,
    )


def result_withheld(call: ToolCall, why: str) -> None:
    _emit(logging.WARNING, "result.withheld", tool=call.tool, call_id=call.id, why=why)


def fault_met(call: ToolCall, where: str, error: BaseException, *, failed_open: bool) -> None:
    # The error's type only: its text may quote what was being looked at.
    _emit(
        logging.ERROR,
        "enforcement.failed",
        tool=call.tool,
        call_id=call.id,
        where=where,
        error_type=type(error).__name__,
        failed_open=failed_open,
    )


def schema_not_read(tool: str, error: Exception) -> None:
    """The policy could not be checked against the JSON schema of a tool's arguments."""
    _emit(logging.WARNING, "schema.not_read", tool=tool, error_type=type(error).__name__)


def audit_spilled(path: str, why: str) -> None:
    _emit(logging.WARNING, "audit.spilled", path=path, error_type=why)


def _emit(level: int, event: str, **fields: object) -> None:
    try:
        _log.log(level, event, **fields)
    except Exception:  # noqa: BLE001 - an application's broken log filter must not decide a call
        return


def witness_away(name: str, why: str) -> None:
    """A witness gives no cosignature. It is asked again."""
    _emit(logging.WARNING, "witness.away", witness=name, why=why)


def witness_back(name: str) -> None:
    """A witness that was away has cosigned again."""
    _emit(logging.INFO, "witness.back", witness=name)


def witness_disagreed(name: str, why: str) -> None:
    """A witness has seen the trail say something else. It takes no more calls."""
    _emit(logging.ERROR, "witness.disagreed", witness=name, why=why)
