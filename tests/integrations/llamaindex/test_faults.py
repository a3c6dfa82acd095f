"""When the engine breaks, no tool runs and no result gets out."""

from __future__ import annotations

import asyncio
import shutil
import time

import pytest
from enforcecore_llamaindex import enforce_tool
from pydantic import BaseModel

from enforcecore_core import (
    AuditTrail,
    AuditUnavailable,
    EnforcementFault,
    Enforcer,
    Redactor,
    ResultWithheld,
    load_policy,
)
from enforcecore_core.identifiers import new_call_id
from enforcecore_core.surroundings import FaultPolicy

MAIL = "ada@example.org"


class BrokenRedactor(Redactor):
    def redact(self, value):
        raise NotImplementedError("broken")


@pytest.fixture
def broken(write_policy, tmp_path):
    """Opens an enforcer whose redactor raises."""
    with AuditTrail.open(tmp_path / "trail") as trail:
        yield lambda tools, more="": Enforcer(
            load_policy(write_policy(tools, more)),
            trail=trail,
            monotonic=time.monotonic,
            new_id=new_call_id,
            faults=FaultPolicy(),
            redactor=BrokenRedactor,
        )


def both(tool, **arguments):
    return [tool.call(**arguments), asyncio.run(tool.acall(**arguments))]


def test_a_broken_redactor_blocks(touch, marker, broken, statuses_of):
    enforcer = broken("  touch: {allow: always, redact: [pii]}")
    outputs = both(enforce_tool(touch, enforcer), text="x")
    assert all(isinstance(output.exception, EnforcementFault) for output in outputs)
    assert not marker.exists()
    assert statuses_of(enforcer) == ["not_run", "not_run"]


def test_a_redactor_that_breaks_on_a_result_withholds_it(broken, statuses_of):
    def fetch() -> str:
        return MAIL

    enforcer = broken("  fetch: allow", "defaults: {redact: {arguments: []}}")
    outputs = both(enforce_tool(fetch, enforcer))
    assert all(isinstance(output.exception, ResultWithheld) for output in outputs)
    assert MAIL not in repr(outputs)
    assert statuses_of(enforcer) == ["withheld", "withheld"]


def test_a_missing_trail_blocks(touch, marker, enforcer_for, settings):
    enforcer = enforcer_for("  touch: allow")
    tool = enforce_tool(touch, enforcer)
    enforcer.close()
    shutil.rmtree(settings.audit_path)
    assert all(isinstance(o.exception, AuditUnavailable) for o in both(tool, text="x"))
    assert not marker.exists()


class Order(BaseModel):
    number: int


def test_a_validation_error_that_holds_what_matches_is_withheld(enforcer_for):
    def find() -> str:
        """Looks something up."""
        return str(Order(number=f"write to {MAIL} " + "x" * 80))

    enforcer = enforcer_for('  "*": allow', "defaults: {redact: {results: [pii]}}")
    for output in both(enforce_tool(find, enforcer)):
        assert isinstance(output.exception, ResultWithheld)
        assert MAIL not in f"{output!r}{output.exception!r}{output.content}"
