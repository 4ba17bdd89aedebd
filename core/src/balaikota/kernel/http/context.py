# SPDX-License-Identifier: Apache-2.0
"""What the edge knows of the current request. Only edges import this: services get everything as arguments."""

from __future__ import annotations

from typing import cast

from flask import current_app, g, request

from balaikota.kernel.actor import Actor
from balaikota.kernel.db.session import Session
from balaikota.kernel.problems import NotSignedIn
from balaikota.kernel.runtime import Runtime

EXTENSION = "balaikota"


def current_runtime() -> Runtime:
    """The city that this app serves."""
    return cast(Runtime, current_app.extensions[EXTENSION])


def current_session() -> Session:
    """The session of this request: read-only for GET and HEAD, otherwise committed by the edge."""
    return cast(Session, g.session)


def visitor() -> Actor | None:
    """Who is signed in, or None."""
    return cast("Actor | None", g.get("actor"))


def current_actor() -> Actor:
    """Who is signed in. Raises ``NotSignedIn`` where the policy let anybody in."""
    actor = visitor()
    if actor is None:
        raise NotSignedIn
    return actor


def expected_version() -> int:
    """The version that the caller saw, from ``If-Match`` or the form; only where the view declares ``if_match``."""
    return cast(int, g.expected_version)


def keep_changes() -> None:
    """Commit although the answer is an error: what was counted (a wrong code) stays counted."""
    g.keep_changes = True


def is_api() -> bool:
    """Whether this request is for the JSON API, which answers JSON and never reads cookies."""
    return request.path.startswith("/api/")


def is_fragment() -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"
