# SPDX-License-Identifier: Apache-2.0
"""Messages to the citizen about a request. They name the request and never repeat what is in it."""

from __future__ import annotations

from balaikota import Message, Session, Text, _, account_of_citizen, notify
from balaikota_public_services.definitions.model import RETURN, Action, Definition
from balaikota_public_services.models import Request

RECEIVED = _(
    "Permohonan {number} untuk {service} sudah kami terima. Kami memberi tahu Anda bila ada perkembangan."
)
CORRECT = _(
    "Petugas meminta perbaikan pada permohonan {number} untuk {service}. Buka untuk melihat bagian mana."
)
DONE = _(
    "Surat dari permohonan {number} untuk {service} sudah ditandatangani dan dapat Anda unduh."
)
REJECTED = _(
    "Permohonan {number} untuk {service} ditolak. Buka permohonan untuk membaca alasannya."
)
MOVED = _("Ada perkembangan pada permohonan {number} untuk {service}.")

BY_OUTCOME = {"done": DONE, "rejected": REJECTED}


def page_of(request: Request) -> str:
    """The address of the request's page for the citizen."""
    return f"/layanan/permohonan/{request.id}"


def tell_received(session: Session, request: Request, service: Definition) -> None:
    """Tell the citizen that the request has arrived."""
    state = service.workflow.state(request.state)
    _tell(session, request, service, title=state.public_title, body=RECEIVED)


def tell_citizen(session: Session, request: Request, service: Definition, action: Action) -> None:
    """Tell the citizen of a step that somebody else took."""
    state = service.workflow.state(action.to)
    body = CORRECT if RETURN in action.effects else BY_OUTCOME.get(state.outcome or "", MOVED)
    _tell(session, request, service, title=state.public_title, body=body)


def _tell(
    session: Session, request: Request, service: Definition, *, title: str, body: Text
) -> None:
    account_id = request.submitted_by
    if account_id is None:
        account = account_of_citizen(session, request.subject_id)
        account_id = account.id if account else None
    if account_id is None:
        return
    notify(
        session,
        Message(
            kind="public_services.request_moved",
            title=title,
            body=body.message,
            values={"number": request.number, "service": service.title},
            account_id=account_id,
            link=page_of(request),
        ),
    )
