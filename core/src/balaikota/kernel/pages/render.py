# SPDX-License-Identifier: Apache-2.0
"""Pages and fragments from the same template: the same address answers either, by ``HX-Request``."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template

from balaikota.kernel.http.context import is_fragment
from balaikota.kernel.problems import Problem

LAYOUTS = {
    "citizen": "balaikota/citizen.html",
    "officer": "balaikota/officer.html",
    "plain": "balaikota/base.html",
}


def render(
    template: str, *, status: int = 200, audience: str = "citizen", **context: Any
) -> Response:
    """Render ``template`` (``<plugin>/<name>.html``), which extends the variable ``layout``.

    ``audience`` chooses the layout: citizen, officer or plain; htmx gets the fragment layout. A form with errors
    answers 422 (429 when it was refused for haste).
    """
    form = context.get("form")
    headers: dict[str, str] = {}
    if status == 200 and form is not None and form.errors:
        status, headers = form.status, form.headers
    layout = "balaikota/fragment.html" if is_fragment() else LAYOUTS[audience]
    return make_response(render_template(template, layout=layout, **context), status, headers)


def render_problem(problem: Problem) -> Response:
    """The page of an error: what happened, what to do, the request id."""
    layout = "balaikota/fragment.html" if is_fragment() else LAYOUTS["plain"]
    return make_response(
        render_template("balaikota/problem.html", layout=layout, problem=problem), problem.status
    )
