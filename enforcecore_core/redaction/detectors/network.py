"""Addresses of machines."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.validators import is_ipv4, is_ipv6

__all__ = ["NETWORK"]

_LOOK_BACK = 32
_VERSION_BEFORE = re.compile(
    r"(?:\b[vV]|[vV]er|[vV]ersion|[rR]elease|[bB]uild)[ :=._-]{0,2}\Z", re.ASCII
)
# `numpy>=1.22.3.4` asks for a version, `ip.src==203.0.113.7` for an address.
_PIN_BEFORE = re.compile(r"([\w.\]-]+) ?(?:[=<>~!]=|~>|=\^|=~|\^|@\^|@~)\Z", re.ASCII)
_OF_ADDRESSES = re.compile(
    r"ip|addr|host|src|dst|source|dest|client|remote|peer|server", re.IGNORECASE
)
# No network has such a number but one for discarding (RFC 6666); slices in programs do.
_STEP = re.compile("(?!100:)[0-9A-Fa-f]{1,3}::")
_OF_DEVICES = re.compile(
    r"\b(?:mac|hwaddr|ether|lladdr|bssid|hardware|physical)", re.ASCII | re.IGNORECASE
)
# `Chrome/120.0.0.0` in a user agent.
_PRODUCT_BEFORE = re.compile(
    r"(?:Chrom(?:e|ium)|CriOS|Edg[A-Za-z]{0,3}|OPR|Opera|Safari|Firefox|Version|YaBrowser|Electron)"
    r"/\Z",
    re.ASCII,
)
_VERSION_BEHIND = re.compile(
    r"-(?:rc|alpha|beta|dev|pre|SNAPSHOT)| \((?:32|64)-bit\)"
    r"|\.(?:jar|whl|gem|deb|rpm|nupkg|vsix|dll|exe|msi|apk|ipa|dmg)\b",
    re.ASCII,
)
# This network, loopback, netmasks and broadcast: they are the same on every machine.
_NOBODYS = frozenset({"0", "127", "255"})


def _ipv4(found: re.Match[str]) -> Span | None:
    before = found.string[max(0, found.start() - _LOOK_BACK) : found.start()]
    if _VERSION_BEFORE.search(before) or _PRODUCT_BEFORE.search(before) or _is_pinned(before):
        return None
    if _VERSION_BEHIND.match(found.string, found.end()):
        return None
    if found[0].partition(".")[0] in _NOBODYS or not is_ipv4(found[0]):
        return None
    return found.span()


def _is_pinned(before: str) -> bool:
    """Whether what stands before asks for a version of something."""
    pin = _PIN_BEFORE.search(before)
    return pin is not None and _OF_ADDRESSES.search(pin[1]) is None


def _ipv6(found: re.Match[str]) -> Span | None:
    address, _, zone = found[0].partition("%")
    if _STEP.fullmatch(address):
        return None
    if not zone and not is_ipv6(address) and address.endswith(":"):
        address = address[:-1]
        return (found.start(), found.end() - 1) if is_ipv6(address) else None
    return found.span() if is_ipv6(address) else None


def _mac(found: re.Match[str]) -> Span | None:
    # All zeros and all ones stand for no device and for every device.
    text = found[0]
    if len({char for char in text if char not in ":-."}) == 1:
        return None
    # Numbers have points too.
    before = found.string[max(0, found.start() - _LOOK_BACK) : found.start()]
    decimal = "." in text and text.replace(".", "").isdecimal()
    return None if decimal and _OF_DEVICES.search(before) is None else found.span()


IPV4 = Detector(
    name="ipv4",
    kind="IP_ADDRESS",
    group="pii",
    family="network",
    source="RFC 791",
    gate=r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]",
    pattern=re.compile(
        r"[0-9](?<![0-9][0-9])(?<![0-9]\.[0-9])[0-9]{0,2}(?:\.[0-9]{1,3}){3}(?![0-9])(?!\.[0-9])",
        re.ASCII,
    ),
    confirm=_ipv4,
    examples=(
        ("from 203.0.113.7.", "203.0.113.7"),
        ("http://192.168.0.1:8080/", "192.168.0.1"),
        ("ip=10.0.0.1", "10.0.0.1"),
        ("proxy/198.51.100.4", "198.51.100.4"),
        ("tshark -Y ip.src==203.0.113.7", "203.0.113.7"),
        ("node 18.204.11.9 is down", "18.204.11.9"),
    ),
    counter_examples=(
        "v1.2.3.4",
        "version 10.0.19.3",
        "Chrome/120.0.0.0 Safari",
        "256.1.1.1",
        "1.3.6.1.4.1",
        "01.02.03.04",
        "bind 127.0.0.1:8080",
        "listen 0.0.0.0",
        "netmask 255.255.255.0",
        "numpy==1.22.3.4",
        "requests[socks]>=2.31.0.1",
        "rails ~>7.1.3.2",
        "plugin-1.4.2.1.jar",
        "node 2.9.11.12 (64-bit)",
        "7.1.2.3-rc1",
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
        # Behind a percent sign stands the rest of an encoded character.
        r"(?<![0-9A-Za-z:.%])(?:[0-9A-Fa-f]{0,4}:){2,8}"
        r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{1,4}(?![0-9A-Za-z:]))?"
        r"(?:%[0-9A-Za-z_-]{1,16})?",
        re.ASCII,
    ),
    confirm=_ipv6,
    examples=(
        ("host 2001:db8::8a2e:370:7334 is up", "2001:db8::8a2e:370:7334"),
        ("2001:0db8:0000:0000:0000:8a2e:0370:7334", "2001:0db8:0000:0000:0000:8a2e:0370:7334"),
        ("[2001:db8::1]:443", "2001:db8::1"),
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
        "row[65::]",
        "[::1]:443",
    ),
)

MAC = Detector(
    name="mac-address",
    kind="MAC_ADDRESS",
    group="pii",
    family="network",
    source="IEEE 802-2014, section 8, MAC addresses; RFC 7042",
    gate=r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}",
    pattern=re.compile(
        r"(?<![0-9A-Za-z:-])(?<![0-9A-Fa-f]\.)"
        r"(?:[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5}"
        r"|(?::[0-9A-Fa-f]{2}){7}|(?:-[0-9A-Fa-f]{2}){7})"
        r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})"
        r"(?![0-9A-Za-z]|[:-][0-9A-Fa-f]|\.[0-9A-Za-z])",
        re.ASCII,
    ),
    confirm=_mac,
    examples=(
        ("hwaddr 00:1a:2b:3c:4d:5e.", "00:1a:2b:3c:4d:5e"),
        ("00-1A-2B-3C-4D-5E", "00-1A-2B-3C-4D-5E"),
        ("mac 001a.2b3c.4d5e. Next", "001a.2b3c.4d5e"),
        ("mac: 8753.6776.5291", "8753.6776.5291"),
        ("eui64 00:1a:2b:ff:fe:3c:4d:5e", "00:1a:2b:ff:fe:3c:4d:5e"),
    ),
    counter_examples=(
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
        "00:1a:2b:3c:4d",
        "fingerprint 00:1a:2b:3c:4d:5e:6f:70:81:92",
        "00:1a-2b:3c-4d:5e",
        "1234.5678.9012",
        "2001:0db8:0000:0000:0000:8a2e:0370:7334",
    ),
)

NETWORK = (IPV4, IPV6, MAC)
