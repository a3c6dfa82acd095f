"""The sample trails mean the same to the product and to a verifier that shares no code with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from enforcecore_core.audit import read_entries, verify_trail
from enforcecore_core.errors import TrailInvalid

HERE = Path(__file__).parent
SAMPLES = json.loads((HERE / "trails.json").read_text("utf-8"))
WHOLE = [name for name, told in SAMPLES.items() if told["status"] != "invalid"]
BAD = [name for name, told in SAMPLES.items() if told["status"] == "invalid"]
NODE = shutil.which("node")


@pytest.fixture(scope="module")
def second_opinion():
    """What the verifier in JavaScript says of each sample."""
    if NODE is None:
        if os.environ.get("ENFORCECORE_REQUIRE_INTEROP"):
            pytest.fail("node is missing, and ENFORCECORE_REQUIRE_INTEROP says that it must not be")
        pytest.skip("node is not installed: nobody gives a second opinion on the sample trails")
    asked = [
        {"path": str(HERE / "trails" / name), "keys": told["keys"]}
        for name, told in SAMPLES.items()
    ]
    answered = subprocess.run(
        [NODE, str(HERE / "verify_trail.mjs"), "--batch"],
        input="".join(json.dumps(one) + "\n" for one in asked),
        check=True,
        capture_output=True,
        text=True,
    )
    verdicts = [json.loads(line) for line in answered.stdout.splitlines()]
    return dict(zip(SAMPLES, verdicts, strict=True))


def test_there_is_a_sample_of_each_directory():
    assert {path.name for path in (HERE / "trails").iterdir()} == set(SAMPLES)
    assert len(WHOLE) >= 14
    assert len(BAD) >= 40


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_trail_is_what_its_writer_says(name):
    told = SAMPLES[name]
    verified = asdict(verify_trail(HERE / "trails" / name, keys=told["keys"]))
    assert {key: verified[key] for key in told if key != "keys"} == {
        key: value for key, value in told.items() if key != "keys"
    }


@pytest.mark.parametrize("name", [n for n in WHOLE if "segments" not in n and "pruned" not in n])
def test_a_whole_trail_has_an_entry_for_each_call(name):
    entries = list(read_entries(HERE / "trails" / name))
    assert len(entries) == SAMPLES[name]["entries"]
    assert not any(entry.status == "open" for entry in entries)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_trail_is_the_same_to_the_second_verifier(name, second_opinion):
    told = SAMPLES[name]
    second = second_opinion[name]
    assert {key: second.get(key) for key in told if key != "keys"} == {
        key: value for key, value in told.items() if key != "keys"
    }


@pytest.mark.parametrize("name", BAD)
def test_a_bad_trail_is_invalid_for_the_reason_that_its_name_gives(name):
    told = SAMPLES[name]
    with pytest.raises(TrailInvalid) as caught:
        verify_trail(HERE / "trails" / name, keys=told["keys"])
    assert told["code"] in {finding.code for finding in caught.value.findings}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_trail_is_invalid_to_the_second_verifier(name, second_opinion):
    assert second_opinion[name]["status"] == "invalid"
