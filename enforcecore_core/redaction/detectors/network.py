"""Addresses of machines."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.validators import is_ipv4, is_ipv6

__all__ = ["NETWORK"]

_LOOK_BACK = 32
# `-v` before an address asks a command to say more.
_V_BEFORE = re.compile(r"(?:(?<![A-Za-z])[vV][.:=_-]?|(?<![A-Za-z-])[vV][ :=._-]{0,2})\Z", re.ASCII)
_VERSION_BEFORE = re.compile(
    r"(?:(?i:version)|(?<![A-Za-z])(?:[vV]er|VER|[rR]elease|RELEASE|[bB]uild|BUILD)"
    r"|(?<=[a-z])(?:Ver|Release|Build))[]\[\"'>(:=._\\ -]{0,6}\Z"
    # `Chrome/120.0.0.0` in a user agent, `nginx/1.25.3.1` in the header of a server.
    r"|(?<![A-Za-z])(?:Chrom(?:e|ium)|CriOS|Edg[A-Za-z]{0,3}|OPR|Opera|Safari|Firefox|YaBrowser"
    r"|Electron|AppleWebKit|Trident|Dalvik|okhttp|curl|[wW]get|nginx|Apache|httpd|OpenSSL|PHP"
    r"|[pP]ython|Java|Jetty|Tomcat|Microsoft-IIS|Version)/\Z"
    r"|\.so\.\Z"
    # Parts of a document.
    r"|(?<![A-Za-z])(?:(?i:sections?|chapters?|clauses?|appendix|annex|paragraphs?)|\u00a7{1,2})"
    r"[ ]{0,2}\Z",
    re.ASCII,
)
# `numpy>=1.22.3.4` asks for a version, `ip.src==203.0.113.7` for an address.
_PIN_BEFORE = re.compile(r"([\w.\]-]+) ?(?:[=<>~!]=|~>|=\^|=~|\^|@\^|@~)\Z", re.ASCII)
_OF_ADDRESSES = re.compile(
    r"ip|addr|host|src|dst|source|dest|client|remote|peer|server", re.IGNORECASE
)
# No network has such a number but those for discarding (RFC 6666) and for translation (RFC 6052);
# slices in programs do.
_STEP = re.compile("(?!100:|64:)(?:[0-9A-Fa-f]{1,3}::|[0-9]{1,3}::[0-9]{1,4})")
# `IP:2001:db8::1`; what could be a group of an address or of a fingerprint is no name.
_NAME_AND_COLON = re.compile(
    r"(?<![0-9A-Za-z])(?![0-9A-Fa-f]{1,4}:)[A-Za-z][0-9A-Za-z]{0,31}:\Z", re.ASCII
)
_GROUP = re.compile(r"[0-9A-Fa-f]{1,4}(?![0-9A-Za-z])", re.ASCII)
_OF_DEVICES = re.compile(
    r"\b(?:mac|hwaddr|ether|lladdr|bssid|hardware|physical)", re.ASCII | re.IGNORECASE
)
_VERSION_BEHIND = re.compile(
    r"-(?:rc|alpha|beta|dev|pre|SNAPSHOT)| \((?:32|64)-bit\)"
    r"|\.(?:jar|whl|gem|deb|rpm|nupkg|vsix|dll|exe|msi|apk|ipa|dmg)\b"
    r"|_(?:amd64|arm64|i386|x86_64|all)\b",
    re.ASCII,
)
# Of packages, but also of what was kept of a machine (`backup-203.0.113.7.tar.gz`).
_ARCHIVE_BEHIND = re.compile(r"\.(?:tar|tgz|tbz2?|txz|zip|7z)\b", re.ASCII)
_NAME_BEFORE = re.compile(r"[A-Za-z][\w+.]*[-_]\Z", re.ASCII)
_OF_MACHINES = re.compile(
    rf"{_OF_ADDRESSES.pattern}|backup|log|dump|report|scan|config|node|router|switch|firewall",
    re.IGNORECASE,
)
# This network, loopback, netmasks and broadcast: they are the same on every machine.
_NOBODYS = frozenset({"0", "127", "255"})


def _ipv4(found: re.Match[str]) -> Span | None:
    before = found.string[max(0, found.start() - _LOOK_BACK) : found.start()]
    if _V_BEFORE.search(before) or _is_pinned(before) or _is_packed(before, found):
        return None
    if found[0].partition(".")[0] in _NOBODYS or not is_ipv4(found[0]):
        return None
    return found.span()


def _is_pinned(before: str) -> bool:
    """Whether what stands before asks for a version of something."""
    pin = _PIN_BEFORE.search(before)
    return pin is not None and _OF_ADDRESSES.search(pin[1]) is None


def _is_packed(before: str, found: re.Match[str]) -> bool:
    """Whether this is the version in the name of a package."""
    if _VERSION_BEHIND.match(found.string, found.end()):
        return True
    if _ARCHIVE_BEHIND.match(found.string, found.end()) is None:
        return False
    name = _NAME_BEFORE.search(before)
    return name is not None and _OF_MACHINES.search(name[0]) is None


def _goes_on_before(found: re.Match[str]) -> bool:
    """Whether a colon joins this to more than a name."""
    before = found.string[max(0, found.start() - _LOOK_BACK - 2) : found.start()]
    return before.endswith(":") and _NAME_AND_COLON.search(before) is None


def _ipv6(found: re.Match[str]) -> Span | None:
    address, _, zone = found[0].partition("%")
    if _STEP.fullmatch(address) or _goes_on_before(found):
        return None
    if not zone and not is_ipv6(address) and address.endswith(":"):
        goes_on = _GROUP.match(found.string, found.end())
        return (found.start(), found.end() - 1) if is_ipv6(address[:-1]) and not goes_on else None
    return found.span() if is_ipv6(address) else None


def _mac(found: re.Match[str]) -> Span | None:
    # All zeros and all ones stand for no device and for every device.
    text = found[0]
    if _goes_on_before(found) or len({char for char in text if char not in ":-."}) == 1:
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
    unless=_VERSION_BEFORE,
    examples=(
        ("Server=203.0.113.77;Database=shop", "203.0.113.77"),
        ("curl -v 203.0.113.77", "203.0.113.77"),
        ("backup-10.1.2.3.tar.gz", "10.1.2.3"),
        ("from 203.0.113.7.", "203.0.113.7"),
        ("http://192.168.0.1:8080/", "192.168.0.1"),
        ("ip=10.0.0.1", "10.0.0.1"),
        ("proxy/198.51.100.4", "198.51.100.4"),
        ("tshark -Y ip.src==203.0.113.7", "203.0.113.7"),
        ("node 18.204.11.9 is down", "18.204.11.9"),
        ("route table 10.0.0.1", "10.0.0.1"),
    ),
    counter_examples=(
        "v1.2.3.4",
        "see Section 4.1.2.2",
        "version 10.0.19.3",
        '"version": "1.2.3.4"',
        'AssemblyVersion("1.2.3.4")',
        "library-1.2.3.4.tar.gz",
        "library_1.2.3.4_amd64",
        "libfoo.so.1.2.3.4",
        "nginx/1.2.3.4",
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
        r"(?<![0-9A-Za-z.%])(?<!::)(?:[0-9A-Fa-f]{0,4}:){2,8}"
        r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{1,4}(?![0-9A-Za-z:]))?"
        # The zone; no space or punctuation in percent-encoding.
        r"(?:%(?!0[0-9A-Fa-f]|2[0-46-9A-Fa-f]|3[A-Fa-f]|[57][B-Eb-e])[0-9A-Za-z_-]{1,16})?",
        re.ASCII,
    ),
    confirm=_ipv6,
    examples=(
        ("host 2001:db8::8a2e:370:7334 is up", "2001:db8::8a2e:370:7334"),
        ("2001:0db8:0000:0000:0000:8a2e:0370:7334", "2001:0db8:0000:0000:0000:8a2e:0370:7334"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("fe80::1%25eth0", "fe80::1%25eth0"),
        ("?ip=2001:db8::1%20x", "2001:db8::1"),
        ("::ffff:192.0.2.128", "::ffff:192.0.2.128"),
        ("2001:db8::1: refused", "2001:db8::1"),
        ("IP:2001:db8::1", "2001:db8::1"),
        ("v=spf1 ip6:2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3::8a2e:370:7334"),
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
        "row[1::2]",
        "12::30",
        "44:7E:D4:E3:9A:D7:92:E2:07:FA:53:1A:5E:F5:B8:5B:47:63:29:57",
        "MD5:44:7E:D4:E3:9A:D7:92:E2:07:FA:53:1A:5E:F5:B8:5B",
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
        r"(?<![0-9A-Za-z-])(?<![0-9A-Fa-f]\.)"
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
        ("MAC:3C:22:FB:9A:10:4E", "3C:22:FB:9A:10:4E"),
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
