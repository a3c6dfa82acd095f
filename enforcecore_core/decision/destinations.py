"""Where a URL really leads, for the `host` and `scheme` conditions.

URL parsers disagree, and attacks live where they do. So this reader takes only URLs that RFC 3986,
the WHATWG standard and the common libraries read alike, and everything else is an error: a policy
that cannot tell where a request would go must not let it go.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from enforcecore_core.decision.checks import Check, ConditionError, text
from enforcecore_core.decision.facts import Facts

__all__ = ["Destination", "UnreadableUrl", "leads_to", "read_host", "read_url"]

_LONGEST_URL = 8192
_LONGEST_HOST = 253

_SHAPE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\]\[]*\]|[^:\[\]]*)(?::([1-9][0-9]{0,4}))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_HIGHEST_PORT = 65535


class UnreadableUrl(Exception):
    """A URL or host that is not read alike everywhere. The text says why, without the URL."""


@dataclass(frozen=True, slots=True)
class Destination:
    """What a URL leads to: scheme and host in lower case, the port if the URL states one."""

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
    scheme, authority, rest = shape.groups()
    if rest[:1] in {"?", "#"} and "@" in rest:
        raise UnreadableUrl("the URL has an '@' after the host and no '/' between")
    host, port = _read_authority(authority)
    destination = Destination(scheme.lower(), host, port)
    _compare_with_urllib(url, destination)
    return destination


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
        raise UnreadableUrl("the host is not written in ASCII")
    if len(host) > _LONGEST_HOST:
        raise UnreadableUrl(f"the host is longer than {_LONGEST_HOST} characters")
    if host.startswith("["):
        return _read_ipv6(host)
    labels = host.lower().split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        return _read_ipv4(host)
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise UnreadableUrl("the host is not a plain host name")
    return host.lower()


def _read_ipv4(host: str) -> str:
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        # Decimal, hexadecimal, octal and short forms, which some readers take for an address.
        raise UnreadableUrl("the host is no plain IPv4 address and no plain host name") from None


def _read_ipv6(host: str) -> str:
    try:
        address = ipaddress.IPv6Address(host.strip("[]"))
    except ValueError:
        raise UnreadableUrl("the host is no IPv6 address") from None
    if address.scope_id or _embeds_ipv4(address):
        raise UnreadableUrl("the host is an IPv6 address with a zone or another address in it")
    return f"[{address.compressed}]"


def _embeds_ipv4(address: ipaddress.IPv6Address) -> bool:
    """Tell whether packets to the address may end up at an IPv4 address that it carries."""
    nat64 = ipaddress.IPv6Network("64:ff9b::/96")
    compatible = ipaddress.IPv6Network("::/96")
    local = {ipaddress.IPv6Address("::"), ipaddress.IPv6Address("::1")}
    return (
        address.ipv4_mapped is not None
        or address.sixtofour is not None
        or address.teredo is not None
        or address in nat64
        or (address in compatible and address not in local)
    )


def _compare_with_urllib(url: str, destination: Destination) -> None:
    """Refuse what the standard library reads differently: most tools build on it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        other = Destination(
            parts.scheme, read_host(f"[{host}]" if ":" in host else host), parts.port
        )
    except ValueError:
        raise UnreadableUrl("the URL does not parse") from None
    if other != destination:
        raise UnreadableUrl("the URL is read in two ways")


def leads_to(hosts: Iterable[str] | None, schemes: Iterable[str] | None, label: str) -> Check:
    """The URL's host and scheme are among these; None asks nothing. Both come from one reading.

    A host is in its one form; `*.example.org` stands for every name below example.org, not for
    example.org itself.
    """
    exact = None if hosts is None else frozenset(host for host in hosts if host[0] != "*")
    suffixes = None if hosts is None else tuple(host[1:] for host in hosts if host[0] == "*")
    allowed_schemes = None if schemes is None else frozenset(schemes)

    def check(value: object, _facts: Facts) -> bool:
        try:
            to = read_url(text(value, label))
        except UnreadableUrl as error:
            raise ConditionError(f"{label}: {error}") from None
        if allowed_schemes is not None and to.scheme not in allowed_schemes:
            return False
        return exact is None or to.host in exact or to.host.endswith(suffixes or ())

    return check
