"""`enforcecore keygen` makes a key once, for its owner's eyes."""

from __future__ import annotations

import stat
import subprocess
import sys

from enforcecore_core.audit.keys import COSIGNATURE, VerifierKey
from enforcecore_core.audit.signing import load_signer
from enforcecore_core.cli import main


def run_script(script, *arguments):
    program = [sys.executable, "-c", script, "keygen", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, check=False, timeout=60)


def test_it_writes_a_key_and_prints_its_public_half(tmp_path, capsys):
    path = tmp_path / "key"
    assert main(["keygen", str(path), "--name", "log.example/a"]) == 0
    out, err = capsys.readouterr()
    assert out == (tmp_path / "key.pub").read_text("utf-8")
    assert out.startswith("log.example/a+")
    assert f"set ENFORCECORE_SIGNING_KEY={path}" in err
    assert load_signer(path).vkey == VerifierKey.parse(out.strip())


def test_the_private_file_is_private_whatever_the_umask(tmp_path):
    script = "import os, sys; os.umask(0); from enforcecore_core.cli import main; sys.exit(main())"
    result = run_script(script, tmp_path / "key")
    assert result.returncode == 0
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert b"PRIVATE" not in result.stdout + result.stderr


def test_it_never_overwrites_a_key(tmp_path, capsys):
    path = tmp_path / "key"
    main(["keygen", str(path)])
    before = path.read_bytes()
    assert main(["keygen", str(path)]) == 2
    assert path.read_bytes() == before
    assert f"error: {path} exists. A key is never overwritten.\n" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_an_error(tmp_path, capsys):
    path = tmp_path / "no" / "key"
    assert main(["keygen", str(path)]) == 2
    assert capsys.readouterr().err == f"error: {path}: No such file or directory\n"


def test_it_makes_keys_of_witnesses(tmp_path, capsys):
    assert main(["keygen", str(tmp_path / "key"), "--witness"]) == 0
    out, err = capsys.readouterr()
    assert VerifierKey.parse(out.strip()).algorithm == COSIGNATURE
    assert "SIGNING_KEY" not in err


def test_without_the_extra_it_names_it(tmp_path):
    script = (
        "import sys; sys.modules['cryptography'] = None; "
        "from enforcecore_core.cli import main; sys.exit(main())"
    )
    result = run_script(script, tmp_path / "key")
    assert result.returncode == 2
    assert b'pip install "enforcecore-core[signing]"' in result.stderr
    assert list(tmp_path.iterdir()) == []
