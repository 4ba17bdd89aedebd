# SPDX-License-Identifier: Apache-2.0
"""The one place where a request meets its policy, its transaction and its Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, g, make_response, request

from balaikota.kernel.actor import Actor, Identity
from balaikota.kernel.db.session import Session
from balaikota.kernel.http import etag, idempotency
from balaikota.kernel.http.context import EXTENSION, current_runtime, is_api
from balaikota.kernel.http.csrf import check_form_token
from balaikota.kernel.http.errors import answer_problem
from balaikota.kernel.http.policy import Declaration, declaration_of
from balaikota.kernel.plugins import PluginError
from balaikota.kernel.problems import Problem, UnsupportedMedia
from balaikota.kernel.text import _

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_TYPES = frozenset(
    {"application/json", "multipart/form-data", "application/x-www-form-urlencoded"}
)


def protect(app: Flask) -> None:
    """Check that every route declares itself, then put the guard around its view. Raises ``PluginError``."""
    declared = {
        name
        for _plugin, item in app.extensions[EXTENSION].plugins.collect("permissions")
        for name in [item.name]
    }
    for rule in app.url_map.iter_rules():
        methods = sorted((rule.methods or set()) - SAFE)
        declaration = declaration_of(app.view_functions[rule.endpoint])
        place = f"{rule.endpoint.partition('.')[0]!r}: route {rule.rule} ({rule.endpoint})"
        if declaration is None:
            raise PluginError(f"plugin {place} declares no policy")
        if methods and declaration.idempotency is None:
            raise PluginError(
                f"plugin {place} changes things ({', '.join(methods)}) but declares no idempotency kind"
            )
        if declaration.policy.permission not in declared | {None}:
            raise PluginError(
                f"plugin {place} asks for {declaration.policy.permission!r}, which nobody declares"
            )
    for endpoint, view in app.view_functions.items():
        declaration = declaration_of(view)
        if declaration is not None:
            app.view_functions[endpoint] = _guarded(view, declaration)


def _guarded(view: Callable[..., Any], declaration: Declaration) -> Callable[..., Any]:
    @wraps(view)
    def guarded(**arguments: Any) -> Response:
        if request.method in SAFE:
            return _read(view, declaration, arguments)
        return _change(view, declaration, arguments)

    return guarded


def _read(
    view: Callable[..., Any], declaration: Declaration, arguments: dict[str, Any]
) -> Response:
    with current_runtime().database.read() as session:
        _admit(session, declaration)
        return make_response(view(**arguments))


def _change(
    view: Callable[..., Any], declaration: Declaration, arguments: dict[str, Any]
) -> Response:
    database = current_runtime().database
    with database.read() as session:
        actor = _admit(session, declaration)
    _check_body()
    if not is_api():
        check_form_token()
    if declaration.if_match:
        g.expected_version = etag.required_version()
    keyed = declaration.idempotency is not None and declaration.idempotency.kind == "key"
    with database.session(write=True) as session:
        _bind(session)
        attempt = idempotency.begin(session, actor) if keyed else None
        if attempt is not None and attempt.remembered is not None:
            return attempt.remembered
        response = _run(session, attempt, view, arguments)
        if response.status_code < 400 or g.get("keep_changes") or g.get("settled"):
            session.commit_and_follow_up()
        return response


def _run(
    session: Session,
    attempt: idempotency.Attempt | None,
    view: Callable[..., Any],
    arguments: dict[str, Any],
) -> Response:
    """Run the view; a settled refusal undoes the view's work and becomes the key's remembered answer."""
    savepoint = session.begin_nested() if attempt is not None else None
    try:
        response = make_response(view(**arguments))
        session.flush()
    except Problem as problem:
        if problem.keeps_changes:
            session.commit_and_follow_up()
        if not problem.settled or attempt is None or savepoint is None:
            raise
        savepoint.rollback()
        response = answer_problem(problem)
        attempt.remember(response)
        g.settled = True
        return response
    if savepoint is not None and attempt is not None and response.status_code < 400:
        savepoint.commit()
        attempt.remember(response)
    return response


def _admit(session: Session, declaration: Declaration) -> Actor | None:
    _bind(session)
    g.actor = actor = authenticated(session)
    declaration.policy.check(actor)
    return actor


def _bind(session: Session) -> None:
    session.request_id = g.request_id
    g.session = session


def authenticated(session: Session) -> Actor | None:
    """Ask the providers who sent this request and what they may do today."""
    plugins = current_runtime().plugins
    identity: Identity | None = plugins.first("authenticate", session=session, request=request)
    if identity is None:
        return None
    grants = frozenset(
        grant
        for _p, grant in plugins.collect("grants", session=session, account_id=identity.account_id)
    )
    return Actor(
        account_id=identity.account_id,
        session_id=identity.session_id,
        display_name=identity.display_name,
        citizen_id=identity.citizen_id,
        language=identity.language,
        # Without the second factor an officer is a citizen like any other.
        grants=grants if identity.second_factor else frozenset(),
    )


def _check_body() -> None:
    if request.content_encoding:
        raise UnsupportedMedia(_("Kirim isi tanpa kompresi"))
    if request.content_length and request.mimetype not in BODY_TYPES:
        raise UnsupportedMedia(_("Kirim sebagai application/json"))
