"""Writes docs/reference/catalogue.md from the catalogue of detectors; `make catalogue` runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from enforcecore_core.redaction.detectors import CATALOGUE, Detector

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "catalogue.md"

_FAMILIES = {
    "secrets": "Secrets",
    "payment": "Payment",
    "identity": "Identity",
    "contact": "Contact",
    "network": "Network",
}
_WORDS_SHOWN = 3

_TOP = """# Catalogue of detectors

This page is made from the catalogue (`make catalogue`). It lists {count} detectors of {kinds}
kinds: {groups}.

A match becomes `<KIND>`. Where a detector names words, one of them must stand near the value: in
the text before it or right behind it, in the name of its key, or in the header of its column. The
detectors of the pack `strict` work with `packs=("default", "strict")` alone; those marked
*optional* need their words with the default pack, and do without with the strict one.
"""


def page() -> str:
    """The page's whole text."""
    groups = {group: sum(one.group == group for one in CATALOGUE) for group in ("pii", "secrets")}
    top = _TOP.format(
        count=len(CATALOGUE),
        kinds=len({one.kind for one in CATALOGUE}),
        groups=" and ".join(f"{count} of group `{group}`" for group, count in groups.items()),
    )
    return "\n".join([top, *(line for family in _FAMILIES for line in _section(family))])


def _section(family: str) -> Iterator[str]:
    yield f"## {_FAMILIES[family]}"
    yield ""
    yield "| kind | detector | pack | near one of | format |"
    yield "|---|---|---|---|---|"
    for one in CATALOGUE:
        if one.family == family:
            yield f"| `{one.kind}` | {one.name} | {one.pack} | {_words(one)} | {one.source} |"
    yield ""


def _words(one: Detector) -> str:
    if one.cues is None:
        return ""
    shown = ", ".join(one.cues.words[:_WORDS_SHOWN])
    more = len(one.cues.words) - _WORDS_SHOWN
    return (
        shown
        + (f" and {more} more" if more > 0 else "")
        + (" (*optional*)" if one.cues.bare_in_strict else "")
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
