from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from enforcecore_core.rehearsal.loading import Suite, load_suite

POLICY = """\
enforcecore: 1
name: shop
tools:
  refund:
    allow:
      - {id: small, args: {amount: {more_than: 0, at_most: 50}}}
      - {id: gifts, args: {order: {starts_with: GIFT-}}}
    block:
      - {id: euros, args: {currency: {not_in: [EUR]}}, reason: We pay in euros.}
  send:
    allow: always
    redact: [pii]
  read:
    args: {path: {under: files}}
  "s*":
    timeout: 5s
  "x*":
    timeout: 5s
"""


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., Suite]:
    """Load tests, one mapping in YAML for each, of the policy above."""

    def load(*tests: str, policy: str = POLICY, name: str = "policy_test.yaml") -> Suite:
        (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
        lines = [
            f"  - {{name: test {number}, {test}}}" for number, test in enumerate(tests, start=1)
        ]
        path = tmp_path / name
        path.write_text("policy: policy.yaml\ntests:\n" + "\n".join(lines), encoding="utf-8")
        return load_suite(path)

    return load
