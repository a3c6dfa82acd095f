from __future__ import annotations

import ast
import json
import re

import pytest
from docs.pages import ERROR_PAGES, ROOT, blocks
from docs.running import Session

from enforcecore_core import ReasonCode, Settings
from enforcecore_core.findings import MEANINGS
from enforcecore_core.policy.lint_findings import LintCode
from enforcecore_core.policy.linting import lint
from enforcecore_core.policy.problems import Problem

FINDING_MAKERS = {"Anchor", "Finding", "RecordInvalid", "_find"}


def used_codes():
    """The codes of findings that the source of the audit trail names."""
    codes = set()
    for path in sorted((ROOT / "enforcecore_core" / "audit").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                texts = {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
                if name in FINDING_MAKERS:
                    codes |= {text for text in texts if str(text).isupper()}
    return codes


CODES = {
    *(problem.value for problem in Problem),
    *(code.value for code in ReasonCode),
    *(code.value for code in LintCode),
    *MEANINGS,
}


def test_the_codes_are_found():
    assert {"EC-P001", "EC-FAULT", "CHAIN_BREAK", "NON_CANONICAL", "TRUNCATED"} <= CODES


def test_every_code_of_a_finding_has_a_meaning():
    assert used_codes() <= set(MEANINGS)


def test_the_meaning_of_a_code_is_the_title_of_its_page():
    for page in ERROR_PAGES:
        if page.stem in MEANINGS:
            title = page.read_text("utf-8").splitlines()[0]
            assert title == f"# {page.stem}: {MEANINGS[page.stem]}"


def test_every_code_has_a_page_and_every_page_a_code():
    assert {page.stem for page in ERROR_PAGES} == CODES


@pytest.mark.parametrize("page", ERROR_PAGES, ids=lambda page: page.stem)
def test_the_example_of_a_page_gives_exactly_its_code(page, tmp_path, monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ENFORCECORE_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    session = Session(tmp_path)
    session.run(blocks(page))
    assert page.stem in session.printed
    if page.stem.startswith("EC-L"):
        assert re.findall(r":\d+: (EC-[A-Z0-9-]+) ", session.printed) == [page.stem]
    elif page.stem.startswith("EC-"):
        others = {code for code in CODES if code in session.printed}
        assert others == {page.stem}


LINT_PAGES = [page for page in ERROR_PAGES if page.stem.startswith("EC-L")]


@pytest.mark.parametrize("page", LINT_PAGES, ids=lambda page: page.stem)
def test_what_a_page_says_to_do_leaves_nothing_to_find(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Session(tmp_path).run(blocks(page))
    tools = tmp_path / "tools.json"
    known = json.loads(tools.read_text("utf-8")) if tools.exists() else None
    assert lint("fixed.yaml", tools=known) == []
    if page.stem != LintCode.ACCEPTANCE.value:
        assert lint("accepted.yaml", tools=known) == []


@pytest.mark.parametrize("page", ERROR_PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_it_means_what_is_printed_and_how_to_fix_it(page):
    text = page.read_text("utf-8")
    assert text.startswith(f"# {page.stem}: ")
    assert "## Example" in text
    assert "## What to do" in text
    assert any(block.language == "text" for block in blocks(page))


def test_the_index_gives_each_code_the_title_of_its_page():
    index = (ROOT / "docs" / "errors" / "README.md").read_text("utf-8")
    for page in ERROR_PAGES:
        title = page.read_text("utf-8").splitlines()[0].removeprefix(f"# {page.stem}: ")
        assert f"| [{page.stem}]({page.name}) | {title} |" in index
