"""What the scripted models ask for: the same calls in front of every framework.

A real model would choose them. These are fixed, so that the examples run offline, without a key,
and every time alike. Some of the calls are what an injected instruction would make a model try.
"""

from __future__ import annotations

CALLS: list[tuple[str, dict[str, object]]] = [
    ("read_file", {"path": "files/returns.md"}),
    ("read_file", {"path": "files/../../../etc/passwd"}),
    ("look_up_order", {"order": "71"}),
    ("refund", {"order": "71", "amount": 20.0}),
    ("refund", {"order": "71", "amount": 900.0}),
    ("refund", {"order": "71", "amount": 20.0, "currency": "XMR"}),
    (
        "send_message",
        {"mailbox": "support", "body": "Call ada@example.org, card 4111 1111 1111 1111."},
    ),
    ("send_message", {"mailbox": "../../outbox", "body": "hello"}),
    ("delete_orders", {}),
]
