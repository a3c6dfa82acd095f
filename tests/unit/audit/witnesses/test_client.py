"""A client asks over real sockets, trusts nothing that it is told, and waits for nobody."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from unit.audit.witnesses.growing_log import (
    NOW,
    GrowingLog,
    keys_in,
    listening,
    witness_of,
)

from enforcecore_core.audit.cosignatures import cosign
from enforcecore_core.audit.signing import generate_witness_key, load_signer
from enforcecore_core.audit.witnesses.client import Away, Disagreement, WitnessClient
from enforcecore_core.errors import ConfigurationError


@pytest.fixture
def signers(tmp_path):
    return keys_in(tmp_path)


@pytest.fixture
def log(signers):
    log = GrowingLog(signers[0])
    log.grow(5)
    return log


@pytest.fixture
def server(signers, tmp_path):
    with listening(witness_of(signers[1], signers[0], tmp_path / "state")) as server:
        yield server


@pytest.fixture
def client(server, signers):
    return WitnessClient(server.url, signers[1].vkey)


@contextmanager
def answering(*answers, pause=0.0):
    """Something on this machine that answers each connection with the next of these bytes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            for answer in answers:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(1 << 16)
                    send(connection, answer, pause)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def send(connection, answer, pause):
    try:
        width = 1 if pause else 1 << 20
        for at in range(0, len(answer), width):
            connection.sendall(answer[at : at + width])
            time.sleep(pause)
    except OSError:
        return


def response(status, body=b"", media_type="text/plain"):
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body


def test_a_cosignature_is_fetched_and_checked(client, signers, log):
    found = client.cosigned(log.note(), 0, log.prove)
    assert (found.key, found.time) == (signers[1].vkey, NOW)


def test_a_witness_that_knows_more_than_was_thought_is_asked_again(client, log):
    client.cosigned(log.note(), 0, log.prove)
    log.grow(10)
    assert client.cosigned(log.note(), 0, log.prove)
    log.grow(1)
    assert client.cosigned(log.note(), 2, log.prove)


def test_a_rollback_is_a_disagreement(client, log):
    client.cosigned(log.note(), 0, log.prove)
    with pytest.raises(Disagreement, match="has seen 5 records, and there are 4"):
        client.cosigned(log.note(4), 0, lambda old: log.prove(old, 4))


def test_a_rewritten_log_is_a_disagreement(client, signers, log):
    client.cosigned(log.note(), 0, log.prove)
    other = GrowingLog(signers[0], [b"rewritten"])
    other.grow(6)
    with pytest.raises(Disagreement, match="with other records"):
        client.cosigned(other.note(), 0, other.prove)


def test_another_root_at_the_same_size_is_a_disagreement(client, signers, log):
    client.cosigned(log.note(), 0, log.prove)
    other = GrowingLog(signers[0], [b"rewritten"])
    other.grow(4)
    with pytest.raises(Disagreement):
        client.cosigned(other.note(), 5, other.prove)
    with (
        answering(response(409, b"the roots differ\n")) as url,
        pytest.raises(Disagreement),
    ):
        WitnessClient(url, signers[1].vkey).cosigned(log.note(), 5, log.prove)


def lines_of_liars(signers, log, tmp_path):
    generate_witness_key(tmp_path / "other.key", "witness.example")
    other = load_signer(tmp_path / "other.key")
    good = cosign(log.note(), signers[1], NOW)
    longer = f"{log.note()}more\n\n{good}"
    return {
        "of a longer text": longer.removeprefix(log.note()) + cosign(longer, signers[1], NOW),
        "only of a longer text": f"more\n\n{cosign(longer, signers[1], NOW)}",
        "nothing": "",
        "by another key": cosign(log.note(), other, NOW),
        "of another checkpoint": cosign(log.note(3), signers[1], NOW),
        "spoilt": good[:-6] + "AAAA=\n",
        "of another text": f"\n{good}",
        "of another note": cosign(log.note(3), signers[1], NOW) + good + log.note(3),
        "no line": "cosigned!",
        "size": "7\n",
    }


def test_a_lie_is_no_cosignature(signers, log, tmp_path):
    for name, line in lines_of_liars(signers, log, tmp_path).items():
        with answering(response(200, line.encode())) as url, pytest.raises(Away) as caught:
            WitnessClient(url, signers[1].vkey).cosigned(log.note(), 0, log.prove)
        assert "is not its cosignature" in str(caught.value), name


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        pytest.param([response(404)], "status 404", id="unknown log"),
        pytest.param([response(403)], "status 403", id="unknown key"),
        pytest.param([response(500)], "status 500", id="fault"),
        pytest.param([response(302)], "status 302", id="redirect"),
        pytest.param([response(409, b"x\n", "text/x.tlog.size")], "no size", id="no size"),
        pytest.param([response(409, b"0\n", "text/x.tlog.size")], "it states", id="same size"),
        pytest.param(
            [response(409, b"3\n", "text/x.tlog.size"), response(409, b"4\n", "text/x.tlog.size")],
            "status 409",
            id="moving size",
        ),
        pytest.param([response(200, b"x" * (1 << 17))], "too great length", id="endless"),
        pytest.param([response(200, b"\xff")], "UnicodeDecodeError", id="not text"),
        pytest.param([b"nonsense\r\n\r\n"], "BadStatusLine", id="no HTTP"),
        pytest.param([b""], "does not answer", id="hangs up"),
    ],
)
def test_a_witness_that_gives_no_cosignature_is_away(signers, log, answers, said):
    with answering(*answers) as url, pytest.raises(Away, match=said):
        WitnessClient(url, signers[1].vkey).cosigned(log.note(), 0, log.prove)


def test_a_witness_that_nobody_runs_is_away(signers, log):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(Away, match="ConnectionRefusedError"):
        WitnessClient(url, signers[1].vkey).cosigned(log.note(), 0, log.prove)


@pytest.mark.parametrize("answer", [response(200, b"x" * 60), b"H" * 60], ids=["body", "head"])
def test_a_slow_witness_is_not_waited_for(signers, log, answer):
    before = time.monotonic()
    with answering(answer, pause=0.05) as url, pytest.raises(Away):
        WitnessClient(url, signers[1].vkey, timeout=0.3).cosigned(log.note(), 0, log.prove)
    assert time.monotonic() - before < len(answer) * 0.05


@pytest.mark.parametrize("url", ["", "witness.example", "ftp://x/", "http://", "http://x:port/"])
def test_what_is_no_address_is_refused(signers, url):
    with pytest.raises(ConfigurationError, match="no http or https URL"):
        WitnessClient(url, signers[1].vkey)


def test_a_log_key_is_not_taken_for_a_witness(signers):
    with pytest.raises(ConfigurationError, match="not that of a witness"):
        WitnessClient("http://127.0.0.1", signers[0].vkey)


def test_the_address_may_have_a_path(signers, tmp_path, log):
    line = cosign(log.note(), signers[1], NOW).encode()
    with answering(response(200, line)) as url:
        assert WitnessClient(f"{url}/w/", signers[1].vkey).cosigned(log.note(), 0, log.prove)
