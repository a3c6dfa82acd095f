import json
from pathlib import Path

import pytest

from enforcecore_core.cli import main
from enforcecore_core.policy.schema import policy_schema
from enforcecore_core.rehearsal.schema import policy_test_schema


@pytest.mark.parametrize(
    ("what", "schema"), [("policy", policy_schema), ("policy-test", policy_test_schema)]
)
def test_the_schema_is_printed(what, schema, capsys):
    assert main(["schema", what]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == schema()
    assert err == ""


def test_the_schema_is_written_to_a_file(tmp_path, capsys):
    path = tmp_path / "policy.schema.json"
    assert main(["schema", "policy", "--out", str(path)]) == 0
    out, err = capsys.readouterr()
    assert json.loads(path.read_text("utf-8")) == policy_schema()
    assert (out, err) == ("", f"wrote {path}\n")


def test_a_file_that_cannot_be_written_is_an_error(capsys):
    path = Path("no") / "such" / "directory.json"
    assert main(["schema", "policy", "--out", str(path)]) == 2
    assert (
        capsys.readouterr().err == f"error: {path} cannot be written: No such file or directory\n"
    )
