"""Private keys are made once, kept from others, and never shown."""

from __future__ import annotations

import os
import pickle
import stat
import subprocess
import sys

import pytest

from enforcecore_core.audit.keys import VerifierKey
from enforcecore_core.audit.signing import generate_key, load_signer, read_keys
from enforcecore_core.errors import ConfigurationError


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_two_files_one_of_them_private(tmp_path):
    key = generate_key(tmp_path / "key", "log.example/a")
    assert mode(tmp_path / "key") == 0o600
    assert (tmp_path / "key.pub").read_text("utf-8") == f"{key}\n"
    assert VerifierKey.parse((tmp_path / "key.pub").read_text("utf-8").strip()) == key


def test_a_key_without_a_name_is_called_by_its_digits(tmp_path):
    one, other = generate_key(tmp_path / "one"), generate_key(tmp_path / "other")
    assert one.name.startswith("enforcecore/")
    assert one.name != other.name


def test_a_loaded_key_signs_what_its_public_half_verifies(tmp_path):
    key = generate_key(tmp_path / "key")
    signer = load_signer(tmp_path / "key")
    assert signer.vkey == key
    key.verify(b"message", signer.sign(b"message"))


def test_a_link_to_a_key_is_followed(tmp_path):
    key = generate_key(tmp_path / "key")
    (tmp_path / "link").symlink_to(tmp_path / "key")
    assert load_signer(tmp_path / "link").vkey == key


@pytest.mark.parametrize("taken", ["key", "key.pub"])
def test_a_key_is_never_overwritten(tmp_path, taken):
    (tmp_path / taken).write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"{taken} exists"):
        generate_key(tmp_path / "key")
    assert [path.name for path in tmp_path.iterdir()] == [taken]
    assert (tmp_path / taken).read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_name_that_no_note_can_hold_is_refused(tmp_path, name):
    with pytest.raises(ConfigurationError, match="A key's name"):
        generate_key(tmp_path / "key", name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o660, 0o777])
def test_a_key_that_others_can_touch_is_not_loaded(tmp_path, bits):
    generate_key(tmp_path / "key")
    (tmp_path / "key").chmod(bits)
    with pytest.raises(ConfigurationError, match="Run: chmod 600"):
        load_signer(tmp_path / "key")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_another_user_is_not_loaded(tmp_path):
    generate_key(tmp_path / "key")
    os.chown(tmp_path / "key", 65534, 65534)
    with pytest.raises(ConfigurationError, match="belongs to another user"):
        load_signer(tmp_path / "key")


def broken(tmp_path):
    """Files that are no private key, each with its name."""
    generate_key(tmp_path / "good")
    generate_key(tmp_path / "other")
    good = (tmp_path / "good").read_bytes()
    vkey, _, pem = good.partition(b"\n")
    return {
        "empty": b"",
        "only the public line": vkey + b"\n",
        "no public line": pem,
        "cut": good[:-40],
        "not text": b"\xff" + good,
        "other public line": (tmp_path / "other.pub").read_bytes() + pem,
    }


def test_what_is_no_private_key_is_refused_without_quoting_it(tmp_path):
    secret = generate_and_read_secret(tmp_path)
    for name, content in broken(tmp_path).items():
        path = tmp_path / "broken"
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(ConfigurationError) as caught:
            load_signer(path)
        assert caught.value.__cause__ is None, name
        assert secret not in repr(caught.value), name


def generate_and_read_secret(tmp_path):
    generate_key(tmp_path / "secret")
    return (tmp_path / "secret").read_text("ascii").splitlines()[2]


def test_a_missing_key_and_a_pipe_in_its_place_are_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="No such file"):
        load_signer(tmp_path / "key")
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(ConfigurationError, match="is not a signing key"):
        load_signer(tmp_path / "pipe")


def test_a_private_key_is_neither_shown_nor_pickled(tmp_path):
    secret = generate_and_read_secret(tmp_path)
    signer = load_signer(tmp_path / "secret")
    assert secret not in repr(signer)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(signer)


def test_keys_are_read_as_values_texts_and_files(tmp_path):
    keys = [generate_key(tmp_path / name) for name in "abc"]
    lines = ["# ours", "", str(keys[1]), f"  {keys[2]}  "]
    (tmp_path / "keys").write_text("\n".join(lines), encoding="utf-8")
    assert read_keys([keys[0], str(keys[0]), tmp_path / "keys", str(tmp_path / "a.pub")]) == [
        keys[0],
        *keys,
        keys[0],
    ]


def test_a_file_that_holds_no_key_is_refused(tmp_path):
    generate_key(tmp_path / "key")
    (tmp_path / "empty").write_text("# none\n", encoding="utf-8")
    (tmp_path / "other").write_bytes(b"\xff")
    (tmp_path / "words").write_text("words\n", encoding="utf-8")
    for source, said in {
        "key": "is a private key. Give .*key.pub",
        "empty": "holds no key",
        "other": "is no file of keys",
        "words": "is no file of keys: A verifier key is",
        "none": "No such file or directory; it is no verifier key either",
        "x" * 300: "name too long",
        "nul\0": "is no file of keys",
    }.items():
        with pytest.raises(ConfigurationError, match=said):
            read_keys([tmp_path / source])


WITHOUT_EXTRA = """
import sys
sys.modules["cryptography"] = None
from enforcecore_core.audit import signing
from enforcecore_core.audit.keys import VerifierKey
from enforcecore_core.errors import ConfigurationError
key = VerifierKey.parse(sys.argv[2])
for ask in (
    lambda: signing.generate_key(sys.argv[1] + ".new"),
    lambda: signing.load_signer(sys.argv[1]),
    lambda: key.verify(b"", bytes(64)),
):
    try:
        ask()
    except ConfigurationError as error:
        print(error)
"""


def test_without_the_extra_every_use_of_a_key_names_it(tmp_path):
    key = generate_key(tmp_path / "key")
    program = [sys.executable, "-c", WITHOUT_EXTRA, str(tmp_path / "key"), str(key)]
    said = subprocess.run(program, capture_output=True, text=True, check=True, timeout=60).stdout
    assert said.count('Run: pip install "enforcecore-core[signing]"\n') == 3
    assert not (tmp_path / "key.new").exists()
