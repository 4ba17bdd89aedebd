# SPDX-License-Identifier: Apache-2.0
"""Pages of the shell: what the city offers, who I am here, how I like to read."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from balaikota.kernel.http import CITIZEN, PUBLIC, current_actor, current_runtime, exempt, policy
from balaikota.kernel.http.addresses import local_address
from balaikota.kernel.pages import render
from balaikota.kernel.pages.languages import COOKIE, LANGUAGES
from balaikota.kernel.pages.navigation import menu
from balaikota.kernel.pages.setup import THEMES
from balaikota.kernel.problems import BadRequest, Forbidden

YEAR = 365 * 24 * 3600
PREFERENCE = exempt("sets a cookie of the visitor and nothing on the server")

pages = Blueprint("shell", __name__)
desk = Blueprint("shell_officer", __name__)


@pages.get("/")
@policy(PUBLIC)
def home() -> ResponseReturnValue:
    """What the city offers, as tiles of every enabled plugin."""
    return render("shell/home.html", tiles=menu("citizen", "home"))


@pages.get("/akun")
@policy(CITIZEN)
def account() -> ResponseReturnValue:
    """What belongs to the person: each feature's own account pages, and signing out."""
    return render("shell/account.html", person=current_actor(), entries=menu("citizen", "account"))


@desk.get("/")
@policy(CITIZEN)
def desk_home() -> ResponseReturnValue:
    """The officers' first page: where work waits."""
    if not current_actor().is_officer:
        raise Forbidden
    own = {"shell.desk_home", "shell.leave"}
    return render(
        "shell/desk.html",
        audience="officer",
        entries=[entry for entry in menu("officer") if entry.name not in own],
    )


@pages.post("/bahasa")
@policy(PUBLIC, idempotency=PREFERENCE)
def set_language() -> ResponseReturnValue:
    """Choose the language; the browser remembers it."""
    return _preference(COOKIE, request.form.get("language", ""), LANGUAGES)


@pages.post("/tampilan")
@policy(PUBLIC, idempotency=PREFERENCE)
def set_theme() -> ResponseReturnValue:
    """Choose light, dark or as the device says; the browser remembers it."""
    return _preference("tema", request.form.get("theme", ""), THEMES)


def _preference(cookie: str, value: str, allowed: Collection[str]) -> Response:
    if value not in allowed:
        raise BadRequest
    response = make_response(redirect(local_address(request.form.get("next", "/")), 303))
    secure = current_runtime().settings.server.secure
    response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=secure)
    return response
