# SPDX-License-Identifier: Apache-2.0
"""Pages: the inbox. Looking changes nothing; a notice is marked as read by the button that opens it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from balaikota.kernel.http import (
    CITIZEN,
    Page,
    current_actor,
    current_session,
    natural,
    policy,
    slice_of,
)
from balaikota.kernel.pages import render
from balaikota.notices.models import Notice
from balaikota.notices.services import (
    inbox_of,
    mark_all_read,
    mark_read,
    notice_of,
    opened,
    unread_count,
)

blueprint = Blueprint("notices", __name__)


@blueprint.get("/kotak-masuk")
@policy(CITIZEN)
def inbox() -> ResponseReturnValue:
    """One's own notices, newest first, the unread ones marked."""
    session, account_id = current_session(), current_actor().account_id
    after = request.args.get("setelah")
    page = slice_of(session, inbox_of(account_id), Page(after=after), Notice.id, descending=True)
    return render(
        "notices/inbox.html",
        notices=[opened(session, notice) for notice in page.items],
        unread=unread_count(session, account_id),
        next_url=url_for("notices.inbox", setelah=page.next) if page.next else None,
        first_url=url_for("notices.inbox") if after else None,
    )


@blueprint.get("/kotak-masuk/<uuid:notice_id>")
@policy(CITIZEN)
def notice(notice_id: UUID) -> ResponseReturnValue:
    """One notice."""
    found = notice_of(current_session(), current_actor().account_id, notice_id)
    return render("notices/notice.html", notice=found)


@blueprint.post("/kotak-masuk/<uuid:notice_id>/buka")
@policy(CITIZEN, idempotency=natural("what was read stays read"))
def open_notice(notice_id: UUID) -> ResponseReturnValue:
    """Mark it as read and show it."""
    mark_read(current_session(), current_actor(), notice_id)
    return redirect(url_for("notices.notice", notice_id=notice_id), 303)


@blueprint.post("/kotak-masuk/dibaca")
@policy(CITIZEN, idempotency=natural("what was read stays read"))
def read_all() -> ResponseReturnValue:
    """Mark everything as read."""
    mark_all_read(current_session(), current_actor())
    return redirect(url_for("notices.inbox"), 303)
