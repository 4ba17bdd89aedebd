# SPDX-License-Identifier: Apache-2.0
"""SMS and WhatsApp through any gateway that takes one HTTP request.

The standard library's client goes to the host of the settings and nowhere else: it follows no redirect, knows no
proxy, and repeats nothing.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPSConnection
from typing import Final
from urllib.parse import quote, urlsplit

import orjson

from balaikota.kernel.contributions import Outgoing
from balaikota.kernel.events import Undeliverable
from balaikota.kernel.settings import PhoneGateway
from balaikota.notices.deadline import deadline

PLACE: Final = re.compile(r"\{(address|body)\}")
MOST_ANSWER_BYTES: Final = 65_536
TAKEN: Final = range(200, 300)
HOPELESS: Final = frozenset({400, 404, 410, 422})  # this message, not the gateway, is wrong


class GatewayFailed(Exception):
    """The gateway did not take the message now; the worker tries again. Its words are not kept."""


def send(settings: PhoneGateway, message: Outgoing) -> None:
    """Ask the gateway to carry the message. Raises ``Undeliverable``, ``GatewayFailed`` or what the network raises."""
    target = urlsplit(settings.url)
    path = _filled(f"{target.path or '/'}?{target.query}".rstrip("?"), message, _in_address)
    connection = _connection(settings)
    try:
        with deadline(settings.timeout_seconds, lambda: connection.sock):
            connection.request(
                settings.method,
                path,
                body=_body(settings, message),
                headers=_headers(settings, message),
            )
            answer = connection.getresponse()
            answer.read(MOST_ANSWER_BYTES)
    finally:
        connection.close()
    _judge(answer.status)


def wrong_settings(settings: PhoneGateway) -> str | None:
    """What is wrong with the gateway's settings, if they are used at all."""
    if not settings.url:
        return None
    host = urlsplit(settings.url).netloc
    if PLACE.search(host):
        return "phone.url: the host may not depend on the message"
    if "@" in host:
        return "phone.url: put the name and password for the gateway into phone.headers"
    given = " ".join([settings.url, *settings.json.values(), *settings.headers.values()])
    missing = {"address", "body"} - set(PLACE.findall(given))
    if missing:
        return f"phone: {{{missing.pop()}}} stands in neither url, json nor headers"
    if settings.method == "GET" and settings.json:
        return "phone.json: a GET request has no body; use POST"
    return None


def _connection(settings: PhoneGateway) -> HTTPConnection:
    target = urlsplit(settings.url)
    host, seconds = target.hostname or "", settings.timeout_seconds
    if target.scheme == "https":
        tls = ssl.create_default_context()
        return HTTPSConnection(host, target.port, timeout=seconds, context=tls)
    return HTTPConnection(host, target.port, timeout=seconds)


def _body(settings: PhoneGateway, message: Outgoing) -> bytes | None:
    if not settings.json:
        return None
    values = {name: _filled(text, message, str) for name, text in settings.json.items()}
    return orjson.dumps(values)


def _headers(settings: PhoneGateway, message: Outgoing) -> dict[str, bytes]:
    given = {
        name: _filled(text, message, _in_header).encode() for name, text in settings.headers.items()
    }
    own = {"Content-Type": b"application/json"} if settings.json else {}
    return own | {"Idempotency-Key": str(message.delivery_id).encode()} | given


def _filled(template: str, message: Outgoing, written: Callable[[str], str]) -> str:
    """Put address and body into ``template`` in one pass: what they contain is never a place itself."""
    values = {"address": message.address, "body": message.body}
    return PLACE.sub(lambda place: written(values[place[1]]), template)


def _in_address(value: str) -> str:
    return quote(value, safe="")


def _in_header(value: str) -> str:
    return " ".join(value.split())


def _judge(status: int) -> None:
    if status in HOPELESS:
        raise Undeliverable(f"the gateway refuses the message ({status})")
    if status not in TAKEN:
        raise GatewayFailed(str(status))
