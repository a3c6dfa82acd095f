"""A log in memory that signs its checkpoints, and a witness that listens on this machine."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.notes import signed
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.audit.tree import EMPTY, GrowingTree, leaf_hash
from enforcecore_core.audit.tree_proofs import consistency_proof
from enforcecore_core.audit.witnesses.server import WitnessServer
from enforcecore_core.audit.witnesses.states import WitnessState
from enforcecore_core.audit.witnesses.witness import Witness

ORIGIN = "log.example/a"
NOW = 1_800_000_000


class GrowingLog:
    def __init__(self, signer, lines=(), origin=ORIGIN):
        self.signer = signer
        self.origin = origin
        self.leaves = [leaf_hash(line) for line in lines]

    def grow(self, count):
        start = len(self.leaves)
        self.leaves += [leaf_hash(b"record %d" % (start + n)) for n in range(count)]

    def note(self, size=None):
        tree = GrowingTree()
        for leaf in self.leaves[:size]:
            tree.append(leaf)
        return signed(Checkpoint(self.origin, tree.size, tree.root()).text(), [self.signer])

    def prove(self, old, new=None):
        return consistency_proof(EMPTY, self.leaves, old, len(self.leaves) if new is None else new)


def keys_in(directory):
    """A log's signer and a witness's."""
    generate_key(directory / "log.key", ORIGIN)
    generate_witness_key(directory / "witness.key", "witness.example")
    return load_signer(directory / "log.key"), load_signer(directory / "witness.key")


def witness_of(signer, log_signer, state):
    keys = {ORIGIN: [log_signer.vkey]}
    return Witness(signer, keys, WitnessState(state, signer.vkey), clock=lambda: NOW)


@contextmanager
def listening(witness, report=lambda _: None):
    server = WitnessServer(("127.0.0.1", 0), witness, report)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
