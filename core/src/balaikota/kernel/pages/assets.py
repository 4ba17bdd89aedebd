# SPDX-License-Identifier: Apache-2.0
"""Built browser files of the core and of plugins: hashed names, kept by the browser for a year."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import Response, request, send_from_directory

from balaikota.kernel.http.context import current_runtime
from balaikota.kernel.http.policy import PUBLIC, policy
from balaikota.kernel.problems import NotFound

CORE = Path(__file__).parents[2] / "_assets"
ENCODINGS = {"br": ".br", "gzip": ".gz"}
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


def asset(name: str) -> str:
    """The address of a built file: ``asset("core/style.css")``; the logical address when assets were not built."""
    owner, _, logical = name.partition("/")
    folder = _folder(owner)
    built = _manifest(folder).get(logical, logical) if folder else logical
    return f"/_assets/{owner}/{built}"


@policy(PUBLIC)
def serve(owner: str, name: str) -> Response:
    """One built file, compressed as the browser likes it."""
    folder = _folder(owner)
    if folder is None or "/" in name or not (folder / name).is_file():
        raise NotFound
    encoding = next(
        (
            e
            for e, end in ENCODINGS.items()
            if request.accept_encodings[e] and (folder / (name + end)).is_file()
        ),
        None,
    )
    kind = TYPES.get(Path(name).suffix)
    response = send_from_directory(folder, name + ENCODINGS.get(encoding or "", ""), mimetype=kind)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOREVER
    return response


def _folder(owner: str) -> Path | None:
    if owner == "core":
        return CORE
    plugins = current_runtime().plugins
    return plugins[owner].folder("_assets") if owner in plugins else None


@cache
def _manifest(folder: Path) -> dict[str, str]:
    path = folder / "manifest.json"
    return dict(json.loads(path.read_text())) if path.is_file() else {}
