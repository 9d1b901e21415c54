"""Many clients at once over one thread: what the asking itself costs must not be taken for the server's."""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

CLIENTS = 20


@dataclass
class Client:
    """One connection that is kept open, and what it waits for."""

    number: int
    connection: socket.socket
    turn: int = 0
    begun: float = 0.0
    whole: int = 0
    read: bytes = b""


def under_load(port: int, addresses: Sequence[str], accept: str, turns: int = 80) -> list[float]:
    """Give the seconds of each answer, sorted: every client asks for all addresses in turn, each beginning elsewhere."""
    asked = [
        f"GET {address.replace(' ', '%20')} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: {accept}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        for address in addresses
    ]
    took: list[float] = []
    waiting = selectors.DefaultSelector()

    def ask(client: Client) -> None:
        client.whole, client.read, client.begun = 0, b"", time.perf_counter()
        client.connection.sendall(asked[(client.number * 7 + client.turn) % len(asked)])

    for number in range(CLIENTS):
        client = Client(number, socket.create_connection(("127.0.0.1", port), timeout=300))
        waiting.register(client.connection, selectors.EVENT_READ, client)
        ask(client)
    while waiting.get_map():
        for key, _ in waiting.select():
            client = key.data
            part = client.connection.recv(1 << 18)
            client.read += part
            head, parted, _body = client.read.partition(b"\r\n\r\n")
            if not part or (parted and head[9:10] == b"5"):
                raise RuntimeError(f"{addresses[(client.number * 7 + client.turn) % len(addresses)]}: {head[:80]!r}")
            if parted and not client.whole:
                length = head.lower().partition(b"content-length:")[2].split()
                client.whole = len(head) + 4 + int(length[0]) if length else 0
            # Without a length the answer comes in pieces, the last of them empty.
            if not parted or (
                len(client.read) < client.whole if client.whole else not client.read.endswith(b"0\r\n\r\n")
            ):
                continue
            took.append(time.perf_counter() - client.begun)
            client.turn += 1
            if client.turn < turns:
                ask(client)
            else:
                waiting.unregister(client.connection)
                client.connection.close()
    return sorted(took)


def p95(took: Sequence[float]) -> float:
    """Give the 95th percentile in ms."""
    return 1000 * statistics.quantiles(took, n=20)[-1]
