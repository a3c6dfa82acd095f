"""Email addresses, and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.telephone import TELEPHONE

__all__ = ["CONTACT"]

# Letters of alphabets (Latin to Tibetan). Scripts that write no spaces between words are left out:
# the address would not end where it does.
_LETTERS = "\u00c0-\u0fff"
_LOCAL = f"[A-Za-z0-9._%+'~{_LETTERS}-]"
_LONGEST_LOCAL = 64
_LOCAL_BACKWARDS = re.compile(f"{_LOCAL}+", re.ASCII)
_LABEL = "[A-Za-z0-9\u00a1-\uffef-]"
# A space or punctuation in percent-encoding: what stands before it is no part of the address.
_ENCODED_EDGE = re.compile(r"%(?:25)*(?:0[9ADad]|2[0268Ccf9F]|3[A-Fa-f]|[57][BDbd])", re.ASCII)

# `icon@2x.png` names a picture for a dense screen; none of these is a top-level domain.
_FILE_ENDINGS = frozenset({"css", "gif", "jpeg", "jpg", "js", "json", "png", "svg", "webp"})
# `owner/actions@main.yml` and `library@1.0.0.dev` name a file and a version. Behind what may be a
# domain, the ending is that of a file with the name of an address.
_REFERENCE = re.compile(
    r"(?:[A-Za-z0-9_-]{1,63}|v?[0-9]{1,8}(?:\.[0-9A-Za-z]{0,8}[0-9]){1,6})"
    r"\.(?:tar\.)?(?:ya?ml|toml|tar|tgz|gz)"
    r"|v?[0-9]{1,8}(?:\.[0-9]{1,8}){1,6}\.(?:dev|post|rc|alpha|beta|pre|final|zip)",
    re.ASCII | re.IGNORECASE,
)


def _address(found: re.Match[str]) -> Span | None:
    local, _, domain = found[0].rpartition("@")
    # `git@` is the account that every SSH clone address shares; it names nobody.
    if local == "git" or domain.rpartition(".")[2].lower() in _FILE_ENDINGS:
        return None
    if _REFERENCE.fullmatch(domain):
        return None
    # A quotation mark in front is that of the text, not of the address.
    quotes = len(local) - len(local.lstrip("'"))
    first = max((edge.end() for edge in _ENCODED_EDGE.finditer(local)), default=quotes)
    return (found.start() + first, found.end()) if first < len(local) else None


def _starts(text: str, start: int, end: int) -> Iterator[int]:
    """Before each at sign: as far back as a local part may reach."""
    at = text.find("@", start, end)
    while at >= 0:
        before = text[max(0, at - _LONGEST_LOCAL) : at]
        if before.endswith('"'):
            yield at - len(before) + before.rfind('"', 0, -1)
        elif found := _LOCAL_BACKWARDS.match(before[::-1]):
            yield at - found.end()
        at = text.find("@", at + 1, end)


EMAIL = Detector(
    name="email",
    kind="EMAIL",
    group="pii",
    family="contact",
    source="RFC 5321, RFC 5322 and RFC 6531",
    gate=r"[^\x00-\x20<>@]@[^\x00-\x20<>@]",
    pattern=re.compile(
        # A local part of more than 64 characters is still an address to whoever reads it.
        rf"(?:{_LOCAL}(?<!{_LOCAL}{{2}}){_LOCAL}{{0,63}}|{_LOCAL}{{64}}"
        r'|"[^"\\\s@<>]{1,62}")'
        rf"@(?:{_LABEL}{{1,63}}\.){{1,8}}(?:xn--[A-Za-z0-9-]{{2,59}}|[A-Za-z]{{2,24}}"
        r"|[\u00a1-\uffef]{2,24})",
        re.ASCII,
    ),
    confirm=_address,
    starts=_starts,
    examples=(
        ("write to jane.doe+news@mail.example.com today", "jane.doe+news@mail.example.com"),
        ("mailto:JANE@EXAMPLE.ORG.", "JANE@EXAMPLE.ORG"),
        ("a@b.xn--p1ai", "a@b.xn--p1ai"),
        ("to='jörg.o'hara@exämple.de'", "jörg.o'hara@exämple.de"),
        ('"jane/doe"@example.com', '"jane/doe"@example.com'),
        ("?q=to%20jane@example.com", "jane@example.com"),
        ("owner%relay@example.com", "owner%relay@example.com"),
        ("почта@пример.рф", "почта@пример.рф"),
    ),
    counter_examples=(
        "git clone git@github.com:org/repository.git",
        "icon@2x.png",
        "@app.route is a decorator",
        "package@1.2.3",
        "5 apples @ 3.50",
        "uses: owner/actions@main.yml",
        "git+https://github.com/a/b@v1.0.tar.gz",
        "library@1.0.0.dev",
    ),
)

CONTACT = (EMAIL, *TELEPHONE)
