# SPDX-License-Identifier: Apache-2.0
"""Give an app its templates, their globals and the kernel's own pages."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, g, request, send_file
from flask.typing import ResponseReturnValue
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    select_autoescape,
)
from markupsafe import Markup

from balaikota.kernel.http import csrf, etag, idempotency
from balaikota.kernel.http.context import EXTENSION, current_runtime, is_fragment, visitor
from balaikota.kernel.http.policy import PUBLIC, policy
from balaikota.kernel.pages import assets, formats, languages
from balaikota.kernel.pages.navigation import menu
from balaikota.kernel.pages.render import render
from balaikota.kernel.plugins import PluginError
from balaikota.kernel.problems import NotFound, every_problem
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.text import gettext, ngettext


class Absent(StrictUndefined):
    """A name that is not there may be asked for (``{% if item.badge %}``), but never shown or used."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


THEMES = ("auto", "light", "dark")


def prepare(app: Flask) -> None:
    """Set up templates, languages, assets and the page that explains a problem type."""
    runtime: Runtime = app.extensions[EXTENSION]
    app.jinja_options = {
        "undefined": Absent,
        "autoescape": select_autoescape(["html", "svg"]),
    }
    app.jinja_loader = ChoiceLoader(_loaders(runtime))
    app.jinja_env.globals |= {"_": gettext, "ngettext": ngettext, "asset": assets.asset}
    app.jinja_env.globals |= {
        "csrf_field": csrf_field,
        "key_field": key_field,
        "version_field": version_field,
    }
    app.jinja_env.filters |= formats.FILTERS
    app.context_processor(_context)
    languages.speak(app)
    app.after_request(csrf.remember_visitor)
    app.add_url_rule("/_assets/<owner>/<name>", "kernel.assets", assets.serve, methods=["GET"])
    app.add_url_rule("/lambang", "kernel.crest", crest, methods=["GET"])
    app.add_url_rule("/masalah/<slug>", "kernel.problem_page", problem_page, methods=["GET"])


def _loaders(runtime: Runtime) -> list[BaseLoader]:
    """The core's layouts, then each plugin's folder, which may only hold a folder of the plugin's own name."""
    loaders: list[BaseLoader] = [PackageLoader("balaikota.kernel.pages")]
    for plugin in runtime.plugins:
        if folder := plugin.folder("templates"):
            if strange := [path.name for path in folder.iterdir() if path.name != plugin.name]:
                raise PluginError(
                    f"plugin {plugin.name!r}: templates/{strange[0]} is outside templates/{plugin.name}"
                )
            loaders.append(FileSystemLoader(folder))
    return loaders


def _hidden(name: str, value: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def csrf_field() -> Markup:
    """The hidden field that proves a form is ours."""
    return _hidden(csrf.FIELD, csrf.form_token())


def key_field() -> Markup:
    """The hidden Idempotency-Key of a form: kept when the form is shown again, so a second press changes nothing."""
    return _hidden(
        idempotency.FIELD, request.form.get(idempotency.FIELD) or secrets.token_urlsafe(18)
    )


def version_field(version: int) -> Markup:
    """The hidden version of what the form edits."""
    return _hidden(etag.FIELD, str(version))


def _context() -> dict[str, Any]:
    theme = request.cookies.get("tema", "auto")
    runtime = current_runtime()
    return {
        "city": runtime.settings.city,
        "brand": runtime.settings.city.brand,
        "mode": runtime.settings.server.mode,
        "actor": visitor(),
        "language": languages.language(),
        "languages": languages.LANGUAGES,
        "theme": theme if theme in THEMES else "auto",
        "is_fragment": is_fragment(),
        "here": request.path,
        "request_id": _request_id(),
        # A fragment has no frame: its badges need not be counted.
        "navigation": [] if is_fragment() else menu("citizen", "bar"),
        "console_menu": [] if is_fragment() else menu("officer"),
    }


def _request_id() -> str:
    return str(g.get("request_id", ""))


@policy(PUBLIC)
def crest() -> ResponseReturnValue:
    """The city's crest, as the settings name it."""
    path = current_runtime().settings.city.crest
    if path is None or not path.is_file():
        raise NotFound
    response = send_file(path)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@policy(PUBLIC)
def problem_page(slug: str) -> ResponseReturnValue:
    """What a problem type means: the address in ``type`` of every problem."""
    for kind in every_problem():
        if kind.slug == slug:
            return render("balaikota/problem_type.html", audience="plain", kind=kind)
    raise NotFound
