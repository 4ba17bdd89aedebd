# SPDX-License-Identifier: Apache-2.0
"""Versions of what several people edit: ``ETag`` out, ``If-Match`` (or the form's hidden version) back in."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from balaikota.kernel.http.context import is_api
from balaikota.kernel.problems import Stale, VersionRequired
from balaikota.kernel.text import _

FIELD = "_version"
SHAPE = re.compile(r'"?(\d{1,9})"?')


def required_version() -> int:
    """The version that the caller saw. Raises ``VersionRequired`` (428) without one, ``Stale`` (412) for nonsense."""
    given = request.headers.get("If-Match") if is_api() else request.form.get(FIELD)
    if not given:
        raise VersionRequired(_("Sertakan If-Match dengan ETag yang Anda terima"))
    shape = SHAPE.fullmatch(given)
    if shape is None:
        raise Stale
    return int(shape[1])


def with_etag(answer: ResponseReturnValue, version: int) -> Response:
    """Answer with the version as a strong ``ETag``."""
    response = make_response(answer)
    response.headers["ETag"] = f'"{version}"'
    return response


def shared_for(seconds: int) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Let browsers and proxies keep a public GET for ``seconds``; after that an unchanged answer costs a bare 304.

    Stands above ``blueprint.response``; only where the answer is the same for everybody.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def shared(*positional: Any, **arguments: Any) -> Response:
            response = make_response(view(*positional, **arguments))
            response.headers["Cache-Control"] = f"public, max-age={seconds}"
            response.add_etag()
            response.make_conditional(request)
            return response

        return shared

    return decorate
