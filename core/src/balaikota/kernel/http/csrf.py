# SPDX-License-Identifier: Apache-2.0
"""Forms carry a token that another site cannot know, and the browser's own word on where the request came from."""

from __future__ import annotations

import hmac
import secrets

from flask import Response, g, request

from balaikota.kernel.http.context import current_runtime
from balaikota.kernel.problems import Forbidden
from balaikota.kernel.text import _

FIELD = "_token"
COOKIE = "bk_visitor"
YEAR = 365 * 24 * 3600


def cookie_name(name: str) -> str:
    """``__Host-`` under HTTPS: no other host can plant the cookie."""
    return f"__Host-{name}" if current_runtime().settings.server.secure else name


def form_token() -> str:
    """The token for forms on this page; the visitor's cookie is set with the answer when it is new."""
    visitor_id: str = request.cookies.get(cookie_name(COOKIE)) or g.setdefault(
        "new_visitor", secrets.token_urlsafe(18)
    )
    return current_runtime().keys.fingerprint("csrf", visitor_id).hex()


def check_form_token() -> None:
    """Raise ``Forbidden`` unless the form is ours and the browser says that it was sent from our own page."""
    visitor_id = request.cookies.get(cookie_name(COOKIE), "")
    expected = current_runtime().keys.fingerprint("csrf", visitor_id).hex()
    given = request.form.get(FIELD) or request.headers.get("X-Form-Token", "")
    if not visitor_id or not hmac.compare_digest(expected, given) or not _same_origin():
        raise Forbidden(_("Formulir ini sudah kedaluwarsa. Muat ulang halaman, lalu kirim lagi."))


def _same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")


def remember_visitor(response: Response) -> Response:
    """Set the visitor's cookie when this page made a token for a new visitor."""
    if visitor_id := g.get("new_visitor"):
        response.set_cookie(
            cookie_name(COOKIE),
            visitor_id,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=current_runtime().settings.server.secure,
        )
    return response
