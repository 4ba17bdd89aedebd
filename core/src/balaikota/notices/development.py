# SPDX-License-Identifier: Apache-2.0
"""The channel of a demo: a code is a line on the terminal instead of a message on a phone."""

from __future__ import annotations

import re

import click
import structlog

from balaikota.identity.services import ContactAddress
from balaikota.kernel.contributions import Outgoing

CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")

log = structlog.get_logger(__name__)


def show(message: Outgoing) -> None:
    """Print the code that the message holds, or else its words, on standard output; the log gets the masked address."""
    code = CODE.search(message.body)
    kind, words = ("kode", code[0]) if code else ("pesan", " ".join(message.body.split()))
    click.echo(f"[balaikota] {kind} untuk {message.address}: {words}")
    masked = ContactAddress(message.channel, message.address).masked
    log.info("message_shown", channel=message.channel, address=masked)
