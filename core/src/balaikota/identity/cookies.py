# SPDX-License-Identifier: Apache-2.0
"""What a browser carries for us, and what we read from its request. Never readable by scripts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import request
from werkzeug import Response

from balaikota.identity.services import NewSession, Visit, device_label, network_of
from balaikota.kernel.http.context import current_runtime, is_api
from balaikota.kernel.http.csrf import cookie_name
from balaikota.kernel.pages.languages import COOKIE as LANGUAGE_COOKIE

SESSION: Final = "bk_session"
CHALLENGE: Final = "bk_challenge"
PROOF: Final = "bk_proof"

CHALLENGE_LIFE = timedelta(minutes=10)
PROOF_LIFE = timedelta(minutes=30)
YEAR = timedelta(days=365)


def this_visit() -> Visit:
    """Where this request comes from."""
    return Visit(
        network=network_of(request.remote_addr),
        device=device_label(request.user_agent.string),
        kind="api" if is_api() else "page",
    )


def sign_in(response: Response, new_session: NewSession) -> Response:
    """Let ``response`` sign the browser in, in the account's language."""
    life = new_session.expires_at - current_runtime().now()
    _keep(response, cookie_name(SESSION), new_session.token, life)
    _keep(response, LANGUAGE_COOKIE, new_session.language, YEAR)
    _forget(response, CHALLENGE)
    _forget(response, PROOF)
    return response


def sign_out(response: Response) -> Response:
    """Let ``response`` sign the browser out; the session itself is ended by ``close_session``."""
    _forget(response, SESSION)
    return response


def session_token() -> str | None:
    """The session that the browser carries."""
    return request.cookies.get(cookie_name(SESSION))


def keep_challenge(response: Response, token: str) -> Response:
    """Let the browser remember that its password was right."""
    _keep(response, cookie_name(CHALLENGE), token, CHALLENGE_LIFE)
    return response


def challenge_token() -> str:
    """What :func:`keep_challenge` kept, or an empty text."""
    return request.cookies.get(cookie_name(CHALLENGE), "")


def keep_proof(response: Response, token: str) -> Response:
    """Let the browser carry the proof of a contact to the next page of the registration."""
    _keep(response, cookie_name(PROOF), token, PROOF_LIFE)
    return response


def proof_token() -> str:
    """What :func:`keep_proof` kept, or an empty text."""
    return request.cookies.get(cookie_name(PROOF), "")


def _keep(response: Response, name: str, value: str, life: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=life,
        httponly=True,
        samesite="Lax",
        secure=current_runtime().settings.server.secure,
    )


def _forget(response: Response, name: str) -> None:
    response.delete_cookie(
        cookie_name(name),
        httponly=True,
        samesite="Lax",
        secure=current_runtime().settings.server.secure,
    )
