"""The documentation as data: its pages, their blocks of code and their links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
ERROR_PAGES = [page for page in PAGES if page.parent.name == "errors" and page.name != "README.md"]

_FENCE = re.compile(r"^(`{3,})(.*)$")
_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block. `line` is the number of its first line of content."""

    page: Path
    line: int
    language: str
    options: dict[str, str]
    text: str

    @property
    def place(self) -> str:
        return f"{named(self.page)}:{self.line}"


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path) -> list[Block]:
    found: list[Block] = []
    fence, info, start, content = "", "", 0, []
    for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1):
        match = _FENCE.match(line)
        if fence and line.rstrip() == fence:
            language, _, rest = info.partition(" ")
            options = dict(option.split("=", 1) for option in rest.split())
            text = "\n".join(content) + "\n"
            found.append(Block(page, start, language, options, text))
            fence = ""
        elif fence:
            content.append(line)
        elif match:
            fence, info, start, content = match[1], match[2].strip(), number + 1, []
    assert not fence, f"{named(page)}: a block is not closed"
    return found


def prose(page: Path) -> str:
    """The page without its blocks."""
    lines, inside = [], False
    for line in page.read_text("utf-8").splitlines():
        if _FENCE.match(line):
            inside = not inside
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def links(page: Path) -> list[str]:
    return _LINK.findall(prose(page))


def anchors(page: Path) -> set[str]:
    """The names that the headings of a page can be linked by."""
    found = set()
    for heading in _HEADING.findall(prose(page)):
        plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
        found.add(plain.strip().replace(" ", "-"))
    return found
