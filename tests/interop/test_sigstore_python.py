"""The package sigstore accepts our checkpoints and proofs."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.notes import text_of
from enforcecore_core.audit.proofs import TlogProof


@pytest.fixture(scope="module")
def problem(absent, evidence):
    """What the package finds wrong with a proof; nothing if it accepts it."""
    try:
        merkle = import_module("sigstore._internal.merkle")
        checkpoint = import_module("sigstore._internal.rekor.checkpoint")
        errors = import_module("sigstore.errors")
    except ImportError:
        absent("sigstore")
    keyring = keyring_of(evidence.key)

    def problem(text):
        entry = entry_of(text, evidence.key)
        try:
            merkle.verify_merkle_inclusion(entry)
            checkpoint.verify_checkpoint(keyring, entry)
        except errors.VerificationError as error:
            return str(error)
        return ""

    return problem


def keyring_of(vkey):
    public = Ed25519PublicKey.from_public_bytes(vkey.public).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    details = import_module("sigstore_models.common.v1").PublicKeyDetails.PKIX_ED25519
    key = SimpleNamespace(raw_bytes=public, key_details=details)
    return import_module("sigstore._internal.trust").Keyring([key])


def entry_of(text, key):
    """A proof as the package holds those of its own log."""
    proof = TlogProof.parse(text)
    stated = Checkpoint.parse(text_of(proof.checkpoint))
    inner = SimpleNamespace(
        canonicalized_body=proof.line,
        log_id=SimpleNamespace(key_id=bytes.fromhex(key.key_id)),
        inclusion_proof=SimpleNamespace(
            log_index=proof.index,
            tree_size=stated.size,
            root_hash=stated.root,
            hashes=list(proof.hashes),
            checkpoint=SimpleNamespace(envelope=proof.checkpoint),
        ),
    )
    return SimpleNamespace(_inner=inner)


def test_it_accepts_every_proof_of_a_record(problem, evidence):
    for index in range(len(evidence.lines)):
        assert problem(evidence.proof(index)) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("index 7\n", "index 6\n", "invalid root hash", id="another record"),
        pytest.param("interop\n", "another\n", "invalid signature", id="changed checkpoint"),
    ],
)
def test_it_refuses_what_is_not_proved(problem, evidence, old, new, said):
    assert said in problem(evidence.proof(7).replace(old, new, 1))
