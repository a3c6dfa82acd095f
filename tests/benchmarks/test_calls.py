"""What enforcement adds to a call, in parts: deciding, redacting, recording."""

from __future__ import annotations

import os

import pytest
from benchmarks.paired import measure, report

from enforcecore_core import Redactor, Settings, ToolCall, load_policy, open_enforcer
from enforcecore_core.decision import Facts, decide

pytestmark = pytest.mark.bench

TOOLS = """
  refund:
    args: {order: {min_length: 1}, amount: {more_than: 0, at_most: 50}, currency: [EUR, USD]}
"""
ARGUMENTS = {"order": "71", "amount": 20.0, "currency": "EUR", "note": "a broken cup"}


def tool(order, amount, currency, note):
    return "refunded"


def test_what_enforcement_adds_to_a_call(write_policy, tmp_path):
    policy = write_policy(TOOLS)
    plan = load_policy(policy)
    call = ToolCall("refund", ARGUMENTS)
    facts = Facts(str(tmp_path), os.path.realpath)
    redactor = Redactor()
    audited = open_enforcer(policy, settings=Settings(audit_path=tmp_path / "trail"))
    silent = Settings(audit_enabled=False, dev_mode=True)
    unaudited = open_enforcer(policy, settings=silent)
    times = measure(
        {
            "bare call": lambda: tool(**ARGUMENTS),
            "decide": lambda: decide(plan, call, facts),
            "redact four small arguments": lambda: redactor.redact(ARGUMENTS),
            "enforced call, no audit": lambda: unaudited.call("refund", tool, ARGUMENTS),
            "enforced call, decision on disk": lambda: audited.call("refund", tool, ARGUMENTS),
        }
    )
    audited.close()
    ratios = report("One allowed call with four small arguments", times, "bare call")
    assert ratios["enforced call, decision on disk"] > ratios["enforced call, no audit"]
