from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_wheel_holds_exactly_the_intended_packages(wheel):
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    packages = {"enforcecore_core", "enforcecore_langchain", "enforcecore_llamaindex"}
    assert {top for top in tops if not top.endswith(".dist-info")} == packages
    for package in packages:
        assert f"{package}/__init__.py" in wheel.namelist()
        assert f"{package}/py.typed" in wheel.namelist()
    assert {Path(name).suffix for name in wheel.namelist() if "dist-info" not in name} <= {
        ".py",
        ".typed",
        ".json",
    }


def test_the_wheel_holds_the_schemas_for_editors(wheel):
    for kind in ("policy", "policy-test"):
        schema = json.loads(wheel.read(f"enforcecore_core/schemas/{kind}.schema.json"))
        assert schema["$id"] == f"urn:enforcecore:schema:{kind}:1"


def test_the_wheel_installs_the_command(wheel):
    [name] = [n for n in wheel.namelist() if n.endswith("entry_points.txt")]
    assert "enforcecore = enforcecore_core.cli:main" in wheel.read(name).decode().splitlines()


def test_the_core_depends_on_four_packages_and_no_more(wheel):
    [name] = [n for n in wheel.namelist() if n.endswith("METADATA")]
    metadata = Parser().parsestr(wheel.read(name).decode())
    requires = metadata.get_all("Requires-Dist")
    core = {r.split(">")[0].split("<")[0].strip() for r in requires if "extra ==" not in r}
    assert core == {"pydantic", "pydantic-settings", "pyyaml", "structlog"}
    assert metadata["License-Expression"] == "Apache-2.0 AND Unicode-3.0"
    extras = {"langchain", "llamaindex", "signing", "cli", "fast", "ner", "all"}
    assert set(metadata.get_all("Provides-Extra")) == extras
