"""Whatever a call is named, its record can be written."""

from __future__ import annotations

import json

import pytest

from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.fitting import fitted
from enforcecore_core.audit.records import MAX_RECORD, canonical, frame

FRAME = len(frame(b"", prev="0" * 64, seq=2**53))


def test_what_fits_is_left_alone():
    body = {"tool": "search", "links": {"a": "b"}}
    assert fitted(body) == canonical(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"tool": "x" * 10_000_000}, id="long text"),
        pytest.param({"tool": "\ud800" * 100_000}, id="surrogates"),
        pytest.param({"links": {str(n): "y" * 500 for n in range(10_000)}}, id="many keys"),
        pytest.param({"links": {"k" * 100_000: 1}}, id="long key"),
        pytest.param({"links": {"\u00e4": 1}}, id="foreign key"),
        pytest.param({"args_meta": [{"name": "\0" * 999}] * 5000}, id="long list"),
        pytest.param({f"k{n}": "\0" * 5000 for n in range(30)}, id="all at once"),
    ],
)
def test_what_does_not_fit_is_shortened(body):
    encoded = fitted(body)
    assert len(encoded) + FRAME <= MAX_RECORD
    assert json.loads(encoded).keys() == body.keys()


def test_what_is_left_out_is_counted():
    body = json.loads(fitted({"tool": "x" * 100_000}))
    assert body["tool"].endswith(f"... {100_000 - 4096} more")


def test_a_float_is_a_mistake_and_not_shortened():
    with pytest.raises(AuditFault):
        fitted({"a": 1.5})
