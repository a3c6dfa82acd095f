from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from docs.pages import PAGES, ROOT, anchors, links, named


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_somewhere(page):
    for link in links(page):
        if link.startswith(("https://", "mailto:")):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target) if target else page
        assert path.exists(), f"{named(page)}: {link}"
        if anchor:
            assert anchor in anchors(path), f"{named(page)}: {link}"


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        waiting += [
            page.parent / link.partition("#")[0] for link in links(page) if "://" not in link
        ]
    assert {named(page) for page in PAGES} - {named(page) for page in reached} == set()


def test_no_path_of_one_machine_is_in_the_project():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    home = re.compile(rf"{re.escape(str(ROOT))}/|/home/[a-z]+/|/Users/[A-Za-z]+/|/root/\.")
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.suffix in {".md", ".py", ".toml", ".yaml", ".yml"} and path != Path(__file__):
            found = home.search(path.read_text("utf-8"))
            assert found is None, f"{name}: {found[0]}"
