# SPDX-License-Identifier: Apache-2.0
"""Request ids and one JSON line per request. Routes, not addresses: an address may hold a number about a person."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request
from uuid_utils.compat import uuid7

SECRET = re.compile(
    r"\b\d{16}\b|(?:\+62|\b62|\b0)8\d{7,11}\b|\beyJ[\w-]+\.[\w-]+\.[\w-]+|\b[\w.+-]+@[\w-]+\.[\w.]+\b"
)
log = structlog.get_logger("balaikota.request")


def redact(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace what looks like a NIK, a phone number, a token or an e-mail address, wherever it slipped in."""
    return {name: _redacted(value) for name, value in event.items()}


def _redacted(value: Any) -> Any:
    """The value without secrets, however deep: an exception is a list of dicts by now."""
    if isinstance(value, str):
        return SECRET.sub("[…]", value)
    if isinstance(value, dict):
        return {name: _redacted(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(inner) for inner in value]
    return value


def configure_logging() -> None:
    """Write JSON lines to standard error: ours, and those of libraries from warning on."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        ),
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(default=str)],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processor=structlog.processors.JSONRenderer(default=str)
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _begin() -> None:
    g.request_id = uuid7().hex
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "-"
    milliseconds = round((time.perf_counter() - g.began) * 1000, 1)
    log.info(
        "request", method=request.method, route=route, status=response.status_code, ms=milliseconds
    )
    return response


def log_requests(app: Flask) -> None:
    """Give every request of ``app`` an id and a line."""
    app.before_request(_begin)
    app.after_request(_end)
