from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import enforcecore_langchain
import enforcecore_llamaindex
import pytest
from docs.pages import ROOT, named
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

import enforcecore_core
from enforcecore_core import AuditEntry, Settings
from enforcecore_core.audit.pairing import STATUSES
from enforcecore_core.policy.document import (
    Clause,
    Conditions,
    Defaults,
    Document,
    Entry,
    Redaction,
)

REFERENCE = ROOT / "docs" / "reference"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def words(path):
    return set(re.findall(r"`([A-Za-z_<>]+)`", path.read_text("utf-8")))


@pytest.mark.parametrize(
    "package",
    [enforcecore_core, enforcecore_langchain, enforcecore_llamaindex],
    ids=lambda package: package.__name__,
)
def test_every_public_name_is_in_the_reference(package):
    assert set(package.__all__) - words(REFERENCE / "python-api.md") == set()


def test_every_method_of_an_enforcer_is_in_the_reference():
    methods = {name for name in vars(enforcecore_core.Enforcer) if not name.startswith("_")}
    assert methods - words(REFERENCE / "python-api.md") == set()


def test_every_error_is_in_the_reference():
    errors = {
        name
        for name in enforcecore_core.__all__
        if isinstance(getattr(enforcecore_core, name), type)
        and issubclass(getattr(enforcecore_core, name), Exception)
    }
    assert errors - words(REFERENCE / "errors.md") == set()


def test_every_extra_that_an_error_asks_for_is_in_the_reference():
    source = "".join(
        path.read_text("utf-8") for path in sorted((ROOT / "enforcecore_core").rglob("*.py"))
    )
    asked_for = set(re.findall(r"enforcecore-core\[(\w+)\]", source))
    assert {"fast", "ner", "signing"} <= asked_for
    page = (REFERENCE / "configuration-errors.md").read_text("utf-8")
    assert asked_for <= set(re.findall(r"enforcecore-core\[(\w+)\]", page))


@pytest.mark.parametrize(
    "model", [Clause, Conditions, Defaults, Document, Entry, Redaction], ids=lambda m: m.__name__
)
def test_every_key_of_a_policy_is_in_the_reference(model):
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert keys - words(REFERENCE / "policy-language.md") == set()


@pytest.mark.parametrize("page", [ROOT / "README.md", REFERENCE / "settings.md"], ids=named)
def test_the_table_of_settings_is_the_settings(page):
    rows = re.findall(r"^\| `(ENFORCECORE_[A-Z_]+)` \|(.*)$", page.read_text("utf-8"), re.MULTILINE)
    assert {name for name, _ in rows} == {f"ENFORCECORE_{f.upper()}" for f in Settings.model_fields}
    for name, rest in rows:
        default = Settings.model_fields[name.removeprefix("ENFORCECORE_").lower()].default
        shown = {None: "none", True: "`true`", False: "`false`"}.get(default, f"`{default}`")
        assert f"| {shown} |" in f"|{rest}"


def test_every_status_and_attribute_of_an_entry_is_in_the_reference():
    attributes = {name for name in dir(AuditEntry) if not name.startswith("_")}
    assert (STATUSES | attributes) - words(REFERENCE / "audit-record.md") == set()


def test_the_table_of_frameworks_is_what_the_extras_ask_for():
    asked = [
        *PROJECT["project"]["optional-dependencies"]["langchain"],
        *PROJECT["project"]["optional-dependencies"]["llamaindex"],
        *(one for one in PROJECT["dependency-groups"]["dev"] if one.startswith("langchain")),
    ]
    pattern = r"^\| ([a-z-]+)[^|]* \| ([0-9.]+) and later, below ([0-9.]+) \| ([0-9.]+) \|"
    rows = re.findall(pattern, (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    stated = {name: SpecifierSet(f">={low},<{high}") for name, low, high, _ in rows}
    assert stated == {Requirement(one).name: Requirement(one).specifier for one in asked}
    for name, _, _, tested in rows:
        assert Version(tested) in stated[name]
        assert Version(version(name)) in stated[name]


def test_the_layers_of_the_contributors_guide_are_those_that_are_checked():
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]
    guide = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    assert " → ".join(contract["layers"]) in guide


def test_every_promise_names_tests_that_exist():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    promises = re.findall(r"^### (S[0-9]): .*?(?=^##)", text, re.MULTILINE | re.DOTALL)
    assert promises == ["S1", "S2", "S3", "S4"]
    for section in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        tests = re.findall(r"^- `(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`$", section, re.MULTILINE)
        assert tests, section[:40]
        for path, name in tests:
            source = (ROOT / path).read_text("utf-8")
            assert re.search(rf"^(async )?def {name}\(", source, re.MULTILINE), name


def test_the_newest_version_of_the_changelog_is_that_of_the_project():
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## \[([0-9.]+)\]", changelog, re.MULTILINE)
    assert newest[1] == PROJECT["project"]["version"]
