"""What the agents can do, with real files, a real database and a real mailbox.

No tool knows of a policy.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).parent

# What each tool saw, in the order of the calls: the demo prints it beside the trail.
seen: list[tuple[str, dict[str, object]]] = []


def workspace() -> Path:
    """The directory in which the tools leave their marks."""
    return Path(os.environ.get("SHOP_WORKSPACE", ".enforcecore/demo"))


def read_file(path: str) -> str:
    """Read a text file of the shop."""
    seen.append(("read_file", {"path": path}))
    return (HERE / path).read_text(encoding="utf-8")


def look_up_order(order: str) -> dict[str, object]:
    """Look up an order and its customer."""
    seen.append(("look_up_order", {"order": order}))
    with closing(_database()) as database:
        row = database.execute(
            "SELECT id, customer, card, total FROM orders WHERE id = ?", (order,)
        ).fetchone()
    return dict(zip(("id", "customer", "card", "total"), row, strict=True)) if row else {}


def refund(order: str, amount: float, currency: str = "EUR") -> str:
    """Pay money back for an order."""
    seen.append(("refund", {"order": order, "amount": amount, "currency": currency}))
    with closing(_database()) as database, database:
        database.execute("INSERT INTO refunds VALUES (?, ?, ?)", (order, amount, currency))
    return f"refunded {amount} {currency} for order {order}"


def send_message(mailbox: str, body: str) -> str:
    """Send a message to a mailbox of the shop."""
    seen.append(("send_message", {"mailbox": mailbox, "body": body}))
    folder = workspace() / "mail" / mailbox
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.iterdir())) + 1
    (folder / f"{number}.txt").write_text(body, encoding="utf-8")
    return f"sent to {mailbox}"


def delete_orders() -> str:
    """Delete every order."""
    seen.append(("delete_orders", {}))
    with closing(_database()) as database, database:
        database.execute("DELETE FROM orders")
    return "deleted"


_SCHEMA = """
    CREATE TABLE IF NOT EXISTS refunds (order_id TEXT, amount REAL, currency TEXT);
    CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, customer TEXT, card TEXT, total REAL);
"""

TOOLS = (read_file, look_up_order, refund, send_message, delete_orders)


def refunds() -> list[tuple[str, float, str]]:
    """Return the refunds that were really paid."""
    with closing(_database()) as database:
        return database.execute("SELECT * FROM refunds").fetchall()


def _database() -> sqlite3.Connection:
    workspace().mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(workspace() / "shop.sqlite")
    database.executescript(_SCHEMA)
    order = ("71", "ada@example.org", "4111 1111 1111 1111", 900.0)
    database.execute("INSERT OR IGNORE INTO orders VALUES (?, ?, ?, ?)", order)
    database.commit()
    return database
