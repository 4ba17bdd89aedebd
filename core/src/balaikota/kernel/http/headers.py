# SPDX-License-Identifier: Apache-2.0
"""Headers on every answer, errors and files included: what a browser may load, keep and tell."""

from __future__ import annotations

from flask import Flask, Response, g

from balaikota.kernel.http.context import current_runtime, is_api

PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 31_536_000


def add_headers(response: Response) -> Response:
    """Set the headers, leaving stricter ones that a view set."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", API_POLICY if is_api() else PAGE_POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if not is_api():
        response.vary.add("HX-Request")
    if current_runtime().settings.server.secure:
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains"
        )
    return response


def set_headers(app: Flask) -> None:
    """Add the headers to every answer of ``app``."""
    app.after_request(add_headers)
