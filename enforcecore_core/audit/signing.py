"""Signing keys in files.

The file of a private key is readable by its owner only. It holds the verifier key on a line of its
own, which gives the key its name, and then PKCS#8 in PEM, as openssl reads it. The verifier key
alone stands in a second file, `<path>.pub`, to be given away.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from enforcecore_core.audit.keys import (
    COSIGNATURE,
    ED25519,
    NoteInvalid,
    Signer,
    VerifierKey,
    need_cryptography,
)
from enforcecore_core.errors import ConfigurationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = [
    "Ed25519FileSigner",
    "Signer",
    "generate_key",
    "generate_witness_key",
    "load_signer",
    "read_keys",
]

_LONGEST_FILE = 1 << 16
_BEGIN = "-----BEGIN"
_PathLike = str | os.PathLike[str]


class Ed25519FileSigner:
    """A private key that was read from a file. It is never shown."""

    def __init__(self, vkey: VerifierKey, private: Ed25519PrivateKey) -> None:
        if private.public_key().public_bytes_raw() != vkey.public:
            raise ConfigurationError("The private key is not that of the verifier key beside it.")
        self._vkey = vkey
        self._private = private

    @property
    def vkey(self) -> VerifierKey:
        """The key that checks what `sign` makes."""
        return self._vkey

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature (RFC 8032) of `message`, 64 bytes."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"Ed25519FileSigner({str(self._vkey)!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("A private key is not pickled.")


def generate_key(path: _PathLike, name: str | None = None) -> VerifierKey:
    """Makes a key that signs a trail, as `path` (mode 0600) and `path`.pub.

    Without `name` it is called `enforcecore/` and eight digits of its own. Neither file may exist.
    Raises `ConfigurationError` or `OSError`; then neither file is left.
    """
    return _generate(Path(path), name, ED25519)


def generate_witness_key(path: _PathLike, name: str | None = None) -> VerifierKey:
    """Makes a key with which a witness signs, and nobody else; otherwise as `generate_key`."""
    return _generate(Path(path), name, COSIGNATURE)


def load_signer(path: _PathLike) -> Signer:
    """Reads a private key that `generate_key` or `generate_witness_key` wrote.

    Raises `ConfigurationError` when it is missing, no such file, or open to anybody but its owner.
    """
    file = Path(path)
    text = _read_private(file)
    need_cryptography()
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        load_pem_private_key,
    )

    vkey, _, rest = text.partition("\n")
    try:
        key = VerifierKey.parse(vkey)
        private = load_pem_private_key(rest.encode("ascii"), None)
    except (NoteInvalid, ValueError, TypeError):
        # Not chained: what a parser says of a private key may quote it.
        raise _no_private_key(file) from None
    if not isinstance(private, ed25519.Ed25519PrivateKey):
        raise _no_private_key(file)
    return Ed25519FileSigner(key, private)


def read_keys(sources: Iterable[_PathLike | VerifierKey]) -> list[VerifierKey]:
    """The verifier keys that are given as such, spelled out, or in files with one on each line.

    Empty lines and lines that begin with `#` are passed over. Raises `ConfigurationError`.
    """
    return [key for source in sources for key in _keys_of(source)]


def _keys_of(source: _PathLike | VerifierKey) -> list[VerifierKey]:
    if isinstance(source, VerifierKey):
        return [source]
    text = os.fspath(source)
    try:
        return [VerifierKey.parse(text)]
    except NoteInvalid as invalid:
        return _keys_in(Path(text), f"it is no verifier key either: {invalid}")


def _keys_in(file: Path, otherwise: str) -> list[VerifierKey]:
    try:
        with file.open("rb") as opened:
            text = opened.read(_LONGEST_FILE).decode("utf-8")
    except OSError as error:
        raise ConfigurationError(f"{file}: {error.strerror}; {otherwise}") from None
    except ValueError:
        raise ConfigurationError(f"{str(file)!r} is no file of keys; {otherwise}") from None
    if _BEGIN in text:
        raise ConfigurationError(f"{file} is a private key. Give {file}.pub instead.")
    lines = [line.strip() for line in text.splitlines()]
    try:
        keys = [VerifierKey.parse(line) for line in lines if line and not line.startswith("#")]
    except NoteInvalid as invalid:
        raise ConfigurationError(f"{file} is no file of keys: {invalid}") from None
    if not keys:
        raise ConfigurationError(f"{file} holds no key.")
    return keys


def _generate(path: Path, name: str | None, algorithm: int) -> VerifierKey:
    need_cryptography()
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    private = ed25519.Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    chosen = f"enforcecore/{sha256(public).hexdigest()[:8]}" if name is None else name
    try:
        key = VerifierKey(chosen, algorithm, public)
    except NoteInvalid as invalid:
        raise ConfigurationError(str(invalid)) from None
    pem = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    line = f"{key}\n".encode()
    _write_new(path, line + pem, 0o600)
    try:
        _write_new(path.with_name(f"{path.name}.pub"), line, 0o644)
    except BaseException:
        path.unlink()
        raise
    return key


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    except FileExistsError:
        raise ConfigurationError(f"{path} exists. A key is never overwritten.") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        path.unlink()
        raise


def _read_private(file: Path) -> str:
    try:
        # Without waiting: a FIFO in its place must not hang the reader.
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise ConfigurationError(f"The signing key {file}: {error.strerror}.") from None
    try:
        _check_private(file, os.fstat(descriptor))
        return os.read(descriptor, _LONGEST_FILE).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise _no_private_key(file) from None
    finally:
        os.close(descriptor)


def _check_private(file: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _no_private_key(file)
    if status.st_uid not in (os.geteuid(), 0):
        raise ConfigurationError(f"The signing key {file} belongs to another user.")
    if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(
            f"The signing key {file} is open to others than its owner. Run: chmod 600 {file}"
        )


def _no_private_key(file: Path) -> ConfigurationError:
    return ConfigurationError(
        f"{file} is not a signing key as `enforcecore keygen` writes it: a line with the verifier "
        "key, and an Ed25519 key in PEM without a password."
    )
