"""A witness over HTTP: `POST /add-checkpoint`, and `GET /<SHA-256 of origin>/checkpoint`.

There is no TLS here: cosignatures are public and authenticate themselves. What reaches the server
is bounded in size, time and number.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.witnesses.witness import PLAIN, Refused, Witness

__all__ = ["WitnessServer"]

_LONGEST_REQUEST = 64 * 1024
_MOST_CONNECTIONS = 64
_PATIENCE = 10.0
_LONGEST_CONNECTION = 60.0
_NOTHING_HERE = "there is nothing here\n"
_MONITORED = re.compile(r"/([0-9a-f]{64})/checkpoint")


class WitnessServer(ThreadingHTTPServer):
    """Answers for a witness at an address; port 0 takes any that is free.

    `report` is told, in a line of text, of each checkpoint that a log should not have sent and of
    each fault.
    """

    daemon_threads = True
    request_queue_size = _MOST_CONNECTIONS

    def __init__(
        self, address: tuple[str, int], witness: Witness, report: Callable[[str], None]
    ) -> None:
        super().__init__(address, _Exchange)
        self.witness = witness
        self.report = report
        self._free = threading.BoundedSemaphore(_MOST_CONNECTIONS)

    @property
    def url(self) -> str:
        """The address as a submission prefix."""
        host, port = self.socket.getsockname()[:2]
        return f"http://{host}:{port}"

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)  # noqa: S101 - a TCP server gets nothing else
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)  # noqa: S101 - as above
        # A peer that sends a byte now and then would hold its connection for ever.
        end = threading.Timer(_LONGEST_CONNECTION, _cut, (request,))
        end.daemon = True
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            self._free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Peers come and go; a fault of the witness itself was reported where it happened."""


class _Exchange(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE
    server_version = "enforcecore-witness"
    sys_version = ""

    def do_POST(self) -> None:
        length = self._length()
        if length is None:
            return
        request = self.rfile.read(length)
        if self.path != "/add-checkpoint":
            self._answer(404, _NOTHING_HERE)
            return
        try:
            self._answer(200, self.server.witness.add_checkpoint(request))
        except Refused as refusal:
            if refusal.alarming:
                self.server.report(f"{refusal.origin}: {refusal.body.strip()}")
            self._answer(refusal.status, refusal.body, refusal.media_type)
        except (OSError, AuditFault) as fault:
            self._fault(fault)

    def do_GET(self) -> None:
        match = _MONITORED.fullmatch(self.path)
        try:
            note = self.server.witness.newest(match[1]) if match else None
        except (OSError, AuditFault) as fault:
            self._fault(fault)
            return
        if note is None:
            self._answer(404, _NOTHING_HERE)
        else:
            self._answer(200, note)

    def _length(self) -> int | None:
        """How long the request is; None when that was refused."""
        stated = self.headers.get("Content-Length", "")
        self.close_connection = True
        if not re.fullmatch("[0-9]{1,9}", stated) or "Transfer-Encoding" in self.headers:
            self._answer(411, "state the length of the request\n")
        elif int(stated) > _LONGEST_REQUEST:
            self._answer(413, "the request is too long\n")
        else:
            self.close_connection = False
            return int(stated)
        return None

    def _fault(self, fault: Exception) -> None:
        self.server.report(str(fault))
        self.close_connection = True
        self._answer(500, "the witness cannot answer now\n")

    def _answer(self, status: int, body: str, media_type: str = PLAIN) -> None:
        content = body.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Refusals and faults are reported; the rest is the rule."""


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
