"""Where a URL really leads, for the `host`, `scheme` and `port` conditions.

URL parsers disagree, and attacks live where they do. So this reader takes only URLs that RFC 3986,
the WHATWG standard and the common libraries read alike, and everything else is an error: a policy
that cannot tell where a request would go must not let it go.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from enforcecore_core.decision.checks import Check, ConditionError, text
from enforcecore_core.decision.facts import Facts

__all__ = ["Destination", "UnreadableUrl", "leads_to", "read_host", "read_url"]

_LONGEST_URL = 8192
_LONGEST_HOST = 253
_HIGHEST_PORT = 65535

_SHAPE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\]\[]*\]|[^:\[\]]*)(?::([1-9][0-9]{0,4}))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")

# The schemes whose URLs are known to lead to the host that they name, and where to if they state no
# port. After `javascript://`, `data://` or `jdbc://` stands something else.
_DEFAULT_PORTS = {
    "ftp": 21,
    "ftps": 990,
    "git": 9418,
    "http": 80,
    "https": 443,
    "sftp": 22,
    "ssh": 22,
    "ws": 80,
    "wss": 443,
}

# What IDNA 2008 makes names of: small letters, marks that go with them, and decimal digits.
_IN_NAMES = {"Ll", "Lm", "Lo", "Mc", "Mn", "Nd"}
# Marks and letters that cannot be seen, which some versions of IDNA drop.
_UNSEEN = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")


class UnreadableUrl(Exception):
    """A URL or host that is not read alike everywhere. The text says why, without the URL."""


@dataclass(frozen=True, slots=True)
class Destination:
    """What a URL leads to: scheme and host in lower case, and the port.

    The port is the stated one, else the scheme's own, else None.
    """

    scheme: str
    host: str
    port: int | None


def read_url(url: str) -> Destination:
    """Read an absolute URL with a host, or raise UnreadableUrl."""
    if len(url) > _LONGEST_URL:
        raise UnreadableUrl(f"the URL is longer than {_LONGEST_URL} characters")
    if not url.isprintable() or " " in url:
        raise UnreadableUrl("the URL has a blank or a control character in it")
    if "\\" in url:
        raise UnreadableUrl("the URL has a backslash in it")
    shape = _SHAPE.fullmatch(url)
    if shape is None:
        raise UnreadableUrl("the URL does not start with a scheme and '://'")
    stated_scheme, authority, rest = shape.groups()
    # Old readers look for the end of the host at '/' alone, and some normalise Unicode before.
    if rest[:1] in {"?", "#"} and "@" in unicodedata.normalize("NFKC", rest):
        raise UnreadableUrl("the URL has an '@' after the host and no '/' between")
    scheme = stated_scheme.lower()
    host, port = _read_authority(authority)
    return Destination(scheme, host, port or _DEFAULT_PORTS.get(scheme))


def _read_authority(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise UnreadableUrl("the URL has user information in it")
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise UnreadableUrl("the URL's host and port are malformed")
    host, port = parts.groups()
    if port and int(port) > _HIGHEST_PORT:
        raise UnreadableUrl("the URL's port is out of range")
    return read_host(host), int(port) if port else None


def read_host(host: str) -> str:
    """Return a host in its one form (lower case, shortest IPv6), or raise UnreadableUrl."""
    if not host:
        raise UnreadableUrl("the host is empty")
    if not host.isascii():
        raise UnreadableUrl("the host is not written in ASCII (other scripts are written as xn--)")
    if len(host) > _LONGEST_HOST:
        raise UnreadableUrl(f"the host is longer than {_LONGEST_HOST} characters")
    if host.startswith("["):
        return _read_ipv6(host)
    labels = host.lower().split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        return _read_ipv4(host)
    for label in labels:
        if not _LABEL.fullmatch(label):
            raise UnreadableUrl("the host is not a plain host name")
        if label.startswith("xn--") and not _is_name_of_another_script(label[4:]):
            raise UnreadableUrl("the host has an 'xn--' part that is not read alike everywhere")
    return host.lower()


def _is_name_of_another_script(encoded: str) -> bool:
    """Tell whether all versions of IDNA decode this Punycode, encode it again, and change nothing.

    They disagree on letters such as the German sharp s and on symbols, and on Punycode that is
    written in another way than an encoder would.
    """
    try:
        name = encoded.encode("ascii").decode("punycode")
        again = name.encode("punycode").decode("ascii")
    except ValueError:
        return False
    return (
        again == encoded
        and not name.isascii()
        and unicodedata.normalize("NFKC", name.casefold()) == name
        and all(char == "-" or unicodedata.category(char) in _IN_NAMES for char in name)
        and not unicodedata.category(name[0]).startswith("M")
        and not _UNSEEN.search(name)
    )


def _read_ipv4(host: str) -> str:
    try:
        address = ipaddress.IPv4Address(host)
    except ValueError:
        # Decimal, hexadecimal, octal and short forms, which some readers take for an address.
        raise UnreadableUrl("the host is no plain IPv4 address and no plain host name") from None
    if address in ipaddress.IPv4Network("0.0.0.0/8"):
        raise UnreadableUrl("the host is an address that stands for this machine on some systems")
    return str(address)


def _read_ipv6(host: str) -> str:
    try:
        address = ipaddress.IPv6Address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise UnreadableUrl("the host is no IPv6 address") from None
    if not host.endswith("]"):
        raise UnreadableUrl("the host is no IPv6 address")
    if address.is_unspecified:
        raise UnreadableUrl("the host is an address that stands for this machine on some systems")
    if address.scope_id or _embeds_ipv4(address):
        raise UnreadableUrl("the host is an IPv6 address with a zone or another address in it")
    return f"[{address.compressed}]"


# Mapped, compatible, translated, NAT64 (two), 6to4, and Teredo.
_CARRIERS = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "::ffff:0:0/96",
        "::/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
    )
)
_LOOPBACK = ipaddress.IPv6Address("::1")
# ISATAP writes this in front of an IPv4 address; one bit says whether that is unique in the world.
_ISATAP = 0x5EFE
_UNIQUE = 0x02000000


def _embeds_ipv4(address: ipaddress.IPv6Address) -> bool:
    """Tell whether packets to the address may end up at an IPv4 address that it carries."""
    if (int(address) >> 32) & 0xFFFFFFFF in {_ISATAP, _ISATAP | _UNIQUE}:
        return True
    return address != _LOOPBACK and any(address in network for network in _CARRIERS)


def leads_to(
    hosts: Iterable[str] | None,
    schemes: Iterable[str] | None,
    ports: Iterable[int] | None,
    label: str,
) -> Check:
    """The URL's host, scheme and port are among these; None asks nothing. It is read once.

    A host is in its one form; `*.example.org` stands for every name below example.org, not for
    example.org itself. The port of a URL that states none is the one that its scheme implies. To
    ask for the host or the port of a URL whose scheme is not known to lead there is an error.
    """
    patterns = None if hosts is None else tuple(hosts)
    exact = frozenset(host for host in patterns or () if host[0] != "*")
    suffixes = tuple(host[1:] for host in patterns or () if host[0] == "*")
    allowed_schemes = None if schemes is None else frozenset(schemes)
    allowed_ports = None if ports is None else frozenset(ports)
    only_scheme = patterns is None and allowed_ports is None

    def check(value: object, _facts: Facts) -> bool:
        try:
            to = read_url(text(value, label))
        except UnreadableUrl as error:
            raise ConditionError(f"{label}: {error}") from None
        if allowed_schemes is not None and to.scheme not in allowed_schemes:
            return False
        if not only_scheme and to.scheme not in _DEFAULT_PORTS:
            raise ConditionError(f"{label}: a URL of this scheme may lead elsewhere than it says")
        if allowed_ports is not None and to.port not in allowed_ports:
            return False
        return patterns is None or to.host in exact or to.host.endswith(suffixes)

    return check
