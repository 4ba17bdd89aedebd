# SPDX-License-Identifier: Apache-2.0
"""Answers ``authenticate``: the API by bearer token, pages by cookie, never the one for the other."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import SQLAlchemyError

from balaikota.identity.cookies import session_token
from balaikota.identity.services import display_name, session_of_api, session_of_page, touch
from balaikota.identity.services.sessions import LiveSession
from balaikota.identity.tokens import bearer
from balaikota.kernel.actor import Identity
from balaikota.kernel.db import Session
from balaikota.kernel.http.context import is_api
from balaikota.kernel.problems import NotSignedIn
from balaikota.kernel.text import _

log = structlog.get_logger(__name__)


def identify(session: Session) -> Identity | None:
    """Who sent this request, or None.

    A bearer token that is wrong or whose session has ended raises ``NotSignedIn``: the app must know. A cookie
    that no longer counts makes a visitor, who may still read what is public and is led to sign in for the rest.
    """
    live = _of_api(session) if is_api() else _of_page(session)
    if live is None:
        return None
    _note_use(session, live)
    return Identity(
        account_id=live.account.id,
        session_id=live.row.id,
        display_name=display_name(session, live.account),
        citizen_id=live.account.citizen_id,
        second_factor=live.row.second_factor_at is not None,
        language=live.account.language,
    )


def _of_api(session: Session) -> LiveSession | None:
    named = bearer()
    if named is None:
        return None
    account_id, session_id = named
    live = session_of_api(session, session_id)
    if live is None or live.account.id != account_id:
        raise NotSignedIn(_("Sesi Anda sudah berakhir. Silakan masuk lagi"))
    return live


def _of_page(session: Session) -> LiveSession | None:
    token = session_token()
    return session_of_page(session, token) if token else None


def _note_use(session: Session, live: LiveSession) -> None:
    try:
        touch(session, live)
    except SQLAlchemyError as error:
        # The page can be shown all the same; the next request notes it.
        log.warning("session_not_touched", cause=type(error).__name__)
