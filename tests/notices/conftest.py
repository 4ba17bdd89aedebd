# SPDX-License-Identifier: Apache-2.0
"""People with an inbox, a real mail server and a real gateway beside the city."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from balaikota.identity.models import Account
from balaikota.kernel.events import Message, notify
from balaikota.kernel.events.models import Delivery, StoredEvent
from balaikota.kernel.runtime import Runtime
from balaikota.testing.city import city_settings
from balaikota.testing.identity_factory import make_account
from balaikota.testing.ports import free_port


@dataclass
class Received:
    """One request that the gateway got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Gateway:
    """A gateway that answers with ``statuses`` one after another, then always 200."""

    port: int
    statuses: list[int] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    drips: bool = False
    answer: bytes = b'{"status": "queued"}'

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    gateway: Gateway

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = dict(self.headers.items())
        self.gateway.received.append(Received(self.command, self.path, headers, body))
        if self.gateway.drips:
            self._drip()
            return
        status = self.gateway.statuses.pop(0) if self.gateway.statuses else 200
        self.send_response(status)
        if status in {301, 302, 307, 308}:
            self.send_header("Location", f"{self.gateway.url}/elsewhere")
        self.send_header("Content-Length", str(len(self.gateway.answer)))
        self.end_headers()
        self.wfile.write(self.gateway.answer)

    do_GET = do_POST  # noqa: N815 - http.server's name

    def _drip(self) -> None:
        try:
            for letter in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50:
                self.wfile.write(bytes([letter]))
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A phone gateway on this machine."""
    gateway = Gateway(free_port())
    handler = type("Handler", (_Handler,), {"gateway": gateway})
    server = ThreadingHTTPServer(("127.0.0.1", gateway.port), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield gateway
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sections() -> dict[str, Any]:
    """Sections of the settings that a test module adds."""
    return {}


@pytest.fixture
def settings_values(tmp_path, sections) -> dict[str, Any]:
    return city_settings(tmp_path, enabled=[]) | sections


@pytest.fixture
def account_with(runtime) -> Callable[..., Account]:
    """Makes an account."""

    def made(**details: Any) -> Account:
        with runtime.database.write() as session:
            return make_account(session, **details)

    return made


@pytest.fixture
def tell(runtime: Runtime) -> Callable[..., None]:
    """Sends a message to a person."""

    def sent(**details: Any) -> None:
        words = {
            "kind": "test.news",
            "title": "Permohonan {number} selesai",
            "body": "Surat untuk {name} sudah terbit.",
            "values": {"number": "SKU-7", "name": "Siti"},
        }
        with runtime.database.write() as session:
            notify(session, Message(**(words | details)))

    return sent


@pytest.fixture
def send_code(tell) -> Callable[..., None]:
    """Sends the code 482913 to an address that has no account."""

    def sent(channel: str, address: str) -> None:
        tell(
            kind="identity.code",
            title="Kode",
            body="Kode Anda {code}. Jangan berikan kepada siapa pun.",
            values={"code": "482913"},
            address=address,
            channel=channel,
            secret=True,
        )

    return sent


@pytest.fixture
def outbox(runtime: Runtime) -> Callable[[], list[tuple[str, str, bool]]]:
    """What waits or waited: (event, state, whether its payload is there), oldest first."""

    def rows() -> list[tuple[str, str, bool]]:
        query = (
            select(StoredEvent.name, Delivery.state, StoredEvent.payload.is_not(None))
            .join(Delivery, Delivery.event_id == StoredEvent.id)
            .order_by(Delivery.id)
        )
        with runtime.database.read() as session:
            return [tuple(row) for row in session.execute(query)]

    return rows
