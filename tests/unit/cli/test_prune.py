import datetime as dt

import pytest
from unit.cli.running import enforcecore
from unit.cli.trails import Calls

from enforcecore_core import verify_trail
from enforcecore_core.audit.payloads import open_payloads
from enforcecore_core.audit.signing import generate_key, load_signer
from enforcecore_core.cli import main

DAY = 86_400


@pytest.fixture
def path(tmp_path):
    """A trail of one record a day that ends today, in segments of a few records each."""
    start = int(dt.datetime.now(dt.UTC).timestamp()) - 21 * DAY
    calls = Calls(tmp_path / "trail", start=start, step=DAY, segment_size=2000)
    for _ in range(18):
        calls.blocked()
    calls.trail.close()
    return tmp_path / "trail"


@pytest.fixture
def prune(path, capsys):
    def ask(*words):
        code = main(["prune", str(path), *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return ask


def count(path):
    return len(list((path / "entries").iterdir()))


def test_old_segments_are_deleted_and_the_rest_verifies(path, prune):
    before = count(path)
    code, out, _ = prune("--keep-days", 10)
    assert code == 0
    assert out.startswith("deleted records 0 to ")
    assert count(path) < before
    kept = verify_trail(path)
    assert kept.pruned_below > 0
    assert f"to {kept.pruned_below - 1}:" in out


def test_a_dry_run_says_the_same_and_deletes_nothing(path, prune):
    before = count(path)
    _, planned, _ = prune("--keep-days", 10, "--dry-run")
    assert count(path) == before
    assert verify_trail(path).pruned_below == 0
    assert prune("--keep-days", 10)[1] == planned.replace("would delete", "deleted")


@pytest.mark.parametrize("words", [["--below", "8"], ["--before", "12d"]], ids=str)
def test_other_limits(path, prune, words):
    code, out, _ = prune(*words)
    assert (code, out.startswith("deleted records 0 to ")) == (0, True)
    verify_trail(path)


def test_nothing_old_is_no_fault_and_writes_nothing(path, prune):
    segments = {one.name: one.read_bytes() for one in (path / "entries").iterdir()}
    code, out, _ = prune("--keep-days", 400)
    assert (code, out.startswith("nothing is old enough")) == (0, True)
    assert {one.name: one.read_bytes() for one in (path / "entries").iterdir()} == segments


def test_what_a_killed_command_left_of_payloads_goes_with_the_next(path, prune, tmp_path):
    old = open_payloads(path, tmp_path / "keys", clock=lambda: 0).keep("ann", {})
    assert (path / "payloads" / old["day"]).exists()
    code, out, _ = prune("--keep-days", 400)
    assert (code, out.splitlines()[1]) == (0, "deleted the payloads of 1 day")
    assert not (path / "payloads" / old["day"]).exists()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--keep-days", "0"],
        ["--below", "-1"],
        ["--before", "soon"],
        ["--below", "1", "--before", "1d"],
    ],
    ids=str,
)
def test_what_to_keep_has_to_be_said(prune, words):
    assert prune(*words)[0] == 2


def test_a_signed_trail_needs_its_key(tmp_path):
    vkey = generate_key(tmp_path / "log.key", "shop")
    calls = Calls(tmp_path / "trail", signer=load_signer(tmp_path / "log.key"), segment_size=2000)
    for _ in range(20):
        calls.blocked()
    calls.trail.close()
    words = ("prune", tmp_path / "trail", "--below", "15")
    refused = enforcecore(*words)
    assert refused.returncode == 2
    assert b"ENFORCECORE_SIGNING_KEY" in refused.stderr
    done = enforcecore(*words, ENFORCECORE_SIGNING_KEY=str(tmp_path / "log.key"))
    assert done.returncode == 0, done.stderr
    verified = verify_trail(tmp_path / "trail", keys=[vkey])
    assert (verified.status, verified.pruned_below > 0) == ("ok", True)
