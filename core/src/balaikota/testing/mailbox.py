# SPDX-License-Identifier: Apache-2.0
"""A real SMTP server that keeps what it receives, for tests that read codes as a person would."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from balaikota.testing.ports import free_port

PATIENCE_SECONDS = 15.0


class Mailbox:
    """Messages by receiver. ``settings`` is the section ``[mail]`` of a city that sends to it."""

    def __init__(self, port: int) -> None:
        self.messages: list[EmailMessage] = []
        self.settings = {
            "host": "127.0.0.1",
            "port": port,
            "sender": "layanan@kota.example",
            "starttls": False,
        }

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one message."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """What has come for ``address``, oldest first."""
        return [message for message in self.messages if address in str(message["To"])]

    def code_for(self, address: str) -> str:
        """The six digits of the newest message to ``address``; waits for it. Raises ``AssertionError``."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            for message in reversed(self.to(address)):
                body = message.get_body(("plain",))
                found = re.search(r"\b\d{6}\b", body.get_content() if body else "")
                if found:
                    return found[0]
            time.sleep(0.05)
        raise AssertionError(f"no code came for {address}")


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run the server while the block lasts."""
    from aiosmtpd.controller import Controller

    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=int(str(box.settings["port"])))
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
