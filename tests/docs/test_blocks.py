from __future__ import annotations

import re

import pytest
from docs.pages import ERROR_PAGES, PAGES, ROOT, blocks, named
from docs.running import Session

from enforcecore_core import Settings

LANGUAGES = {"python", "yaml", "text", "sh", "json"}


@pytest.fixture
def session(tmp_path, monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ENFORCECORE_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return Session(tmp_path)


# The pages of codes run in `test_error_pages`, which asks more of them.
@pytest.mark.parametrize("page", [page for page in PAGES if page not in ERROR_PAGES], ids=named)
def test_every_block_of_a_page_does_what_the_page_says(page, session):
    session.run(blocks(page))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_block_is_of_a_kind_that_is_tested(page):
    assert {block.language for block in blocks(page)} <= LANGUAGES


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_output_follows_what_prints_it(page):
    previous = None
    for block in blocks(page):
        if block.language == "text":
            assert previous in {"python", "yaml", "sh"}, block.place
        previous = block.language


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_exists(page):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named_in_blocks = {
        target
        for block in blocks(page)
        if block.language == "sh"
        for target in re.findall(r"\bmake ([a-z-]+)", block.text)
    }
    named_in_prose = set(re.findall(r"`make ([a-z-]+)`", page.read_text("utf-8")))
    assert named_in_blocks | named_in_prose <= targets


def test_extras_that_are_named_exist():
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for page in PAGES:
        for extra in re.findall(r"enforcecore-core\[([a-z]+)\]", page.read_text("utf-8")):
            assert re.search(rf"^{extra} = \[", project, re.MULTILINE), f"{named(page)}: {extra}"
