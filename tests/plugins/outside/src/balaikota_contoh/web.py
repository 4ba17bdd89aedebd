# SPDX-License-Identifier: Apache-2.0
"""Guest books for people."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from balaikota import PUBLIC, current_session, policy, render
from balaikota_contoh import services

blueprint = Blueprint("contoh", __name__)


@blueprint.get("/")
@policy(PUBLIC)
def books() -> ResponseReturnValue:
    """Every book."""
    found = current_session().scalars(services.all_books()).all()
    return render("contoh/books.html", books=found)
