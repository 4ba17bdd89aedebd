# SPDX-License-Identifier: Apache-2.0
"""One table of every way an error can arise, and one renderer: problem+json for the API, the same facts as a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, Response, g, redirect, request, url_for
from marshmallow import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from balaikota.kernel.http import strict_json
from balaikota.kernel.http.context import current_runtime, is_api
from balaikota.kernel.http.validation import invalid_from
from balaikota.kernel.pages.render import render_problem
from balaikota.kernel.problems import (
    BadRequest,
    Crash,
    Forbidden,
    MethodNotAllowed,
    NotFound,
    NotSignedIn,
    Problem,
    Stale,
    TooLarge,
    TooMany,
    Unavailable,
    UnsupportedMedia,
)
from balaikota.kernel.text import _

log = structlog.get_logger(__name__)

BY_STATUS: dict[int, type[Problem]] = {
    400: BadRequest,
    401: NotSignedIn,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    412: Stale,
    413: TooLarge,
    415: UnsupportedMedia,
    429: TooMany,
    503: Unavailable,
}


def _from_werkzeug(error: HTTPException) -> Problem:
    kind = BY_STATUS.get(error.code or 500)
    if kind is None:
        return Crash() if (error.code or 500) >= 500 else BadRequest()
    headers = {
        name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    }
    return kind(headers=headers)


def _down(_error: Exception) -> Problem:
    return Unavailable(
        _("Coba lagi sebentar lagi. Tidak ada yang berubah."), headers={"Retry-After": "2"}
    )


CAUSES: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (Problem, lambda problem: problem),
    (RequestEntityTooLarge, lambda _error: TooLarge()),
    (HTTPException, _from_werkzeug),
    (ValidationError, invalid_from),
    (StaleDataError, lambda _error: Stale()),
    (OperationalError, _down),
    (InterfaceError, _down),
    (PoolTimeout, _down),
    (
        Exception,
        lambda _error: Crash(
            _("Kami sudah mencatatnya. Sebutkan nomor permintaan bila menghubungi kami.")
        ),
    ),
)


def problem_of(error: Exception) -> Problem:
    """Find the problem that ``error`` means; the first row of the table that fits."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _down(error)
    return next(convert(error) for kind, convert in CAUSES if isinstance(error, kind))


def answer_error(error: Exception) -> Response:
    """Flask's handler for everything: log what is ours, answer what helps."""
    problem = problem_of(error)
    g.pop("session", None)  # it is closed by now; a page that needs menus opens its own
    g.broken = problem.status >= 500
    if problem.status >= 500:
        log.error(
            "request_failed",
            status=problem.status,
            cause=type(error).__name__,
            exc_info=_quiet(error),
        )
    return answer_problem(problem)


def answer_problem(problem: Problem) -> Response:
    """Render ``problem`` for whoever asked."""
    if is_api():
        response = Response(
            strict_json.dumps(as_json(problem)), problem.status, mimetype="application/problem+json"
        )
    elif isinstance(problem, NotSignedIn) and (sign_in := _sign_in_page()):
        response = redirect(sign_in, 303)  # type: ignore[assignment]
    else:
        response = render_problem(problem)
    response.headers.update(problem.headers)
    if isinstance(problem, NotSignedIn) and is_api():
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def as_json(problem: Problem) -> dict[str, Any]:
    """The members of RFC 9457, ``errors`` with pointers, the request id, and the problem's own."""
    body: dict[str, Any] = {
        "type": url_for("kernel.problem_page", slug=problem.slug),
        "title": problem.title,
        "status": problem.status,
        "instance": request.path,
        "request_id": g.get("request_id", ""),
    }
    if problem.detail is not None:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = [
            {"pointer": error.pointer, "detail": error.detail} for error in problem.errors
        ]
    return body | problem.extra


def _sign_in_page() -> str | None:
    endpoint = next(
        (plugin.sign_in for plugin in current_runtime().plugins if plugin.sign_in), None
    )
    if endpoint is None:
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return f"{url_for(endpoint)}?lanjut={quote(wanted)}"


def _quiet(error: Exception) -> Any:
    """A database error's text repeats the values of the statement: only its kind may be logged."""
    return None if isinstance(error, SQLAlchemyError) else error


def handle_errors(app: Flask) -> None:
    """Answer every error of ``app`` through the table."""
    app.register_error_handler(Exception, answer_error)
