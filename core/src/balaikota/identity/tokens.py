# SPDX-License-Identifier: Apache-2.0
"""Access tokens for the API: flask-jwt-extended, EdDSA, ten minutes. They say who; what one may do is read each time.

The times in a token are the library's own; that its session still counts is asked of the database (``sid``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask_jwt_extended import JWTManager, create_access_token, verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt import PyJWTError

from balaikota.kernel.http.context import EXTENSION
from balaikota.kernel.problems import NotSignedIn
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.text import _

ACCESS_LIFE = timedelta(minutes=10)
TOKEN_TYPE = "at+jwt"  # RFC 9068 §2.1: an access token is not taken for another kind  # noqa: S105


def prepare(state: BlueprintSetupState) -> None:
    """Set the library up on the app that the blueprint is being mounted on."""
    app = state.app
    runtime: Runtime = app.extensions[EXTENSION]
    address = runtime.settings.server.base_url
    app.config.update(
        JWT_ALGORITHM="EdDSA",
        JWT_DECODE_ALGORITHMS=["EdDSA"],
        # Key objects, not PEM: text would be parsed again at each request.
        JWT_PRIVATE_KEY=runtime.keys.signing,
        JWT_PUBLIC_KEY=runtime.keys.signing.public_key(),
        JWT_ACCESS_TOKEN_EXPIRES=ACCESS_LIFE,
        JWT_ENCODE_ISSUER=address,
        JWT_DECODE_ISSUER=address,
        JWT_ENCODE_AUDIENCE=f"{address}/api",
        JWT_DECODE_AUDIENCE=f"{address}/api",
        JWT_TOKEN_LOCATION=["headers"],
        JWT_COOKIE_CSRF_PROTECT=False,  # no token is ever in a cookie
    )
    JWTManager(cast(Flask, app))


def access_token(account_id: UUID, session_id: UUID) -> str:
    """A signed token with ``iss aud sub sid jti iat nbf exp``; ``sub`` is the account, ``sid`` its session."""
    token: str = create_access_token(
        identity=str(account_id),
        additional_claims={"sid": str(session_id)},
        additional_headers={"typ": TOKEN_TYPE},
    )
    return token


def token_answer(*, account_id: UUID, session_id: UUID, refresh_token: str) -> dict[str, Any]:
    """What the API answers to whoever has just signed in or refreshed (``TokensSchema``)."""
    return {
        "access_token": access_token(account_id, session_id),
        "token_type": "Bearer",
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "refresh_token": refresh_token,
    }


def bearer() -> tuple[UUID, UUID] | None:
    """Account and session that the request's bearer token names; None without one. Raises ``NotSignedIn``."""
    try:
        found = verify_jwt_in_request(optional=True)
        if found is None:
            return None
        header, claims = found
        if header.get("typ") != TOKEN_TYPE:
            raise _refused()
        return UUID(claims["sub"]), UUID(claims["sid"])
    except (JWTExtendedException, PyJWTError, KeyError, ValueError) as error:
        raise _refused() from error


def _refused() -> NotSignedIn:
    return NotSignedIn(_("Kunci akses tidak berlaku lagi. Minta yang baru, atau masuk lagi"))
