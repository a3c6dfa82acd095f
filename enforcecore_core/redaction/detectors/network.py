"""Addresses of machines."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.validators import is_ipv4, is_ipv6

__all__ = ["NETWORK"]

_VERSION_BEFORE = re.compile(
    r"(?:\b[vV]|[vV]er|[vV]ersion|[rR]elease|[bB]uild)[ :=._-]{0,2}\Z", re.ASCII
)
_PRODUCT_BEFORE = re.compile(r"[A-Za-z]/\Z", re.ASCII)
_LOOK_BACK = 12


def _ipv4(found: re.Match[str]) -> Span | None:
    before = found.string[max(0, found.start() - _LOOK_BACK) : found.start()]
    if _VERSION_BEFORE.search(before) or not is_ipv4(found[0]):
        return None
    # `Chrome/120.0.0.0` in a user agent.
    if found[0].endswith(".0.0") and _PRODUCT_BEFORE.search(before):
        return None
    return found.span()


def _ipv6(found: re.Match[str]) -> Span | None:
    address, _, zone = found[0].partition("%")
    if not zone and not is_ipv6(address) and address.endswith(":"):
        address = address[:-1]
        return (found.start(), found.end() - 1) if is_ipv6(address) else None
    return found.span() if is_ipv6(address) else None


IPV4 = Detector(
    name="ipv4",
    kind="IP_ADDRESS",
    group="pii",
    family="network",
    source="RFC 791",
    gate=r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]",
    pattern=re.compile(
        r"(?<![0-9])(?<![0-9]\.)[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9])(?!\.[0-9])", re.ASCII
    ),
    confirm=_ipv4,
    examples=(
        ("from 203.0.113.7.", "203.0.113.7"),
        ("http://192.168.0.1:8080/", "192.168.0.1"),
        ("ip=10.0.0.1", "10.0.0.1"),
    ),
    counter_examples=(
        "v1.2.3.4",
        "version 10.0.19.3",
        "Chrome/120.0.0.0 Safari",
        "256.1.1.1",
        "1.3.6.1.4.1",
        "01.02.03.04",
    ),
)

IPV6 = Detector(
    name="ipv6",
    kind="IP_ADDRESS",
    group="pii",
    family="network",
    source="RFC 4291",
    gate=r"::|(?:[0-9A-Fa-f]{1,4}:){6}",
    pattern=re.compile(
        r"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,8}"
        r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{1,4}(?![0-9A-Za-z:]))?"
        r"(?:%[0-9A-Za-z_-]{1,16})?",
        re.ASCII,
    ),
    confirm=_ipv6,
    examples=(
        ("host 2001:db8::8a2e:370:7334 is up", "2001:db8::8a2e:370:7334"),
        ("2001:0db8:0000:0000:0000:8a2e:0370:7334", "2001:0db8:0000:0000:0000:8a2e:0370:7334"),
        ("[::1]:443", "::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("::ffff:192.0.2.128", "::ffff:192.0.2.128"),
        ("2001:db8::1: refused", "2001:db8::1"),
    ),
    counter_examples=(
        "std::vector",
        "Abc::Def",
        "12:30:45",
        "00:1a:2b:3c:4d:5e",
        "a :: b",
        "key::value",
        "row[::2]",
    ),
)

NETWORK = (IPV4, IPV6)
