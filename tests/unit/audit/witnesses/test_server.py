"""The server speaks the protocol, keeps within its bounds, and outlives its peers."""

from __future__ import annotations

import http.client
import socket
from hashlib import sha256

import pytest
from unit.audit.witnesses.growing_log import ORIGIN, GrowingLog, keys_in, listening, witness_of

from enforcecore_core.audit.cosignatures import cosignatures
from enforcecore_core.audit.proofs import ConsistencyProof


@pytest.fixture
def signers(tmp_path):
    return keys_in(tmp_path)


@pytest.fixture
def log(signers):
    log = GrowingLog(signers[0])
    log.grow(5)
    return log


@pytest.fixture
def reported():
    return []


@pytest.fixture
def server(signers, tmp_path, reported):
    with listening(
        witness_of(signers[1], signers[0], tmp_path / "state"), reported.append
    ) as server:
        yield server


@pytest.fixture
def connection(server):
    connection = http.client.HTTPConnection(*server.server_address[:2], timeout=5)
    yield connection
    connection.close()


def exchange(connection, method, path, body=None, headers=None):
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    return response.status, response.getheader("Content-Type"), response.read().decode()


def add(connection, note, old=0, proof=()):
    body = ConsistencyProof(old, tuple(proof), note).text().encode()
    return exchange(connection, "POST", "/add-checkpoint", body)


def test_one_connection_carries_many_requests(connection, log, signers):
    status, _, line = add(connection, log.note())
    assert (status, len(cosignatures(log.note() + line, [signers[1].vkey]))) == (200, 1)
    log.grow(1)
    assert add(connection, log.note()) == (409, "text/x.tlog.size", "5\n")
    assert add(connection, log.note(), 5, log.prove(5))[0] == 200


def test_the_newest_checkpoint_is_there_for_monitors(connection, log, signers):
    path = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
    assert exchange(connection, "GET", path)[0] == 404
    line = add(connection, log.note())[2]
    assert exchange(connection, "GET", path) == (
        200,
        "text/plain; charset=utf-8",
        log.note() + line,
    )


@pytest.mark.parametrize("path", ["/", "/add-checkpoint", "/../../etc/passwd", "/" + "0" * 64])
def test_there_is_nothing_else_to_get(connection, path):
    assert exchange(connection, "GET", path)[0] == 404


def test_there_is_nothing_else_to_post(connection):
    assert exchange(connection, "POST", "/", b"")[0] == 404


def test_a_long_request_is_refused_unread(connection):
    headers = {"Content-Length": str(1 << 20)}
    assert exchange(connection, "POST", "/add-checkpoint", b"", headers)[0] == 413


def test_a_request_of_unknown_length_is_refused(connection):
    headers = {"Transfer-Encoding": "chunked"}
    assert exchange(connection, "POST", "/add-checkpoint", b"0\r\n\r\n", headers)[0] == 411


def test_what_a_log_should_not_have_sent_is_reported(connection, log, signers, reported):
    add(connection, log.note())
    other = GrowingLog(signers[0], [b"rewritten"])
    other.grow(4)
    assert add(connection, other.note(), 5)[0] == 422
    assert reported == [f"{ORIGIN}: the checkpoint does not continue the one before"]


def test_a_witness_that_cannot_remember_answers_with_a_fault(connection, log, tmp_path, reported):
    add(connection, log.note())
    (file,) = (tmp_path / "state").glob("*.note")
    file.write_bytes(b"damaged")
    assert add(connection, log.note(), 5) == (
        500,
        "text/plain; charset=utf-8",
        "the witness cannot answer now\n",
    )
    assert reported == [f"{file} is not what this witness wrote there."]


def test_peers_that_hang_up_or_say_nothing_keep_nobody_waiting(server, connection, log):
    idle = [socket.create_connection(server.server_address[:2]) for _ in range(20)]
    idle[0].close()
    idle[1].sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 9\r\n\r\nold")
    idle[1].close()
    assert add(connection, log.note())[0] == 200
    for peer in idle:
        peer.close()


def test_no_more_connections_are_held_than_there_is_room_for(server, connection, log):
    crowd = [socket.create_connection(server.server_address[:2], 5) for _ in range(80)]
    closed = sum(was_closed(peer) for peer in crowd[64:])
    for peer in crowd:
        peer.close()
    assert closed == len(crowd[64:])


def was_closed(peer):
    try:
        return peer.recv(1) == b""
    except ConnectionResetError:
        return True
