# SPDX-License-Identifier: Apache-2.0
"""The workflow engine: who may take which step now, and taking it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from balaikota import (
    Actor,
    Conflict,
    FieldError,
    Invalid,
    Session,
    Stale,
    Text,
    _,
    officer_names,
    officer_of,
    officers_who_may,
)
from balaikota_public_services.definitions import model
from balaikota_public_services.definitions.model import Action, Definition
from balaikota_public_services.models import Request
from balaikota_public_services.rights import ACTING
from balaikota_public_services.services.access import is_own, request_of
from balaikota_public_services.services.catalogue import service_of
from balaikota_public_services.services.effects import EFFECTS, Doing, Step
from balaikota_public_services.services.history import Doer
from balaikota_public_services.services.moving import Changes, move

LONGEST_COMMENT: Final = 2000
NEEDS: Final = (
    ("corrections", model.RETURN),
    ("answers", model.ANSWER),
    ("documents", model.ANSWER),
)
"""Parts of a step that only go with one effect."""


class NotAllowed(Conflict):
    """The action is not open to this person in this state; ``allowed`` names what is."""

    title = _("Langkah ini tidak dapat dilakukan sekarang")


class AlreadyClaimed(NotAllowed):
    """Another officer was quicker."""

    title = _("Permohonan ini sudah diambil petugas lain")


class NobodyThere(Conflict):
    """No officer of the unit could go on with the request after this step."""

    title = _("Belum ada petugas untuk langkah berikutnya")


def available_actions(
    session: Session, actor: Actor, request: Request, service: Definition
) -> list[Action]:
    """Steps that the person may take now.

    The citizen acts on their own request only as its citizen: nobody decides in their own case, whatever office
    they hold. A request that an officer has claimed is theirs until it is released.
    """
    leaving = service.workflow.actions_from(request.state)
    if is_own(actor, request):
        return [action for action in leaving if action.who == model.CITIZEN]
    possible = [
        action
        for action in leaving
        if action.who in ACTING and actor.may(action.who, request.unit_id)
    ]
    if not possible:
        return []
    acting = officer_of(session, actor.account_id)
    if acting is None:
        return []
    free = request.assignee_id in {None, acting.id}
    return [action for action in possible if free or model.RELEASE in action.effects]


def act(session: Session, actor: Actor, request_id: UUID, *, seen: int, step: Step) -> Request:
    """Take ``step`` on the request as it was in version ``seen``.

    Raises ``NotFound``, ``AlreadyClaimed`` and ``NotAllowed`` (409), ``Stale`` (412), ``Invalid`` for what is wrong
    in the step, and what the effects raise.
    """
    request = request_of(session, actor, request_id, locked=True)
    service = service_of(session, request)
    allowed = available_actions(session, actor, request, service)
    action = _chosen(session, request, service, allowed, seen=seen, name=step.action)
    acting = None if is_own(actor, request) else officer_of(session, actor.account_id)
    _check_step(action, step)
    changes = _assignment(session, request, service, action, step)
    for effect in action.effects:
        changes |= EFFECTS[effect](Doing(session, actor, acting, request, service, action, step))
    move(
        session,
        request,
        service,
        action,
        actor=actor,
        doer=Doer(actor.account_id, acting.id if acting else None),
        comment=step.comment,
        changes=changes,
    )
    return request


def _chosen(
    session: Session,
    request: Request,
    service: Definition,
    allowed: list[Action],
    *,
    seen: int,
    name: str,
) -> Action:
    """The action to take. Whoever claims second is told so, even though their version is stale too."""
    names = [action.name for action in allowed]
    wanted = next((action for action in service.workflow.actions if action.name == name), None)
    claims = wanted is not None and model.CLAIM in wanted.effects
    if claims and name not in names and request.assignee_id is not None:
        raise AlreadyClaimed(_taken_by(session, request.assignee_id), allowed=names)
    if request.version != seen:
        raise Stale
    if wanted is None or name not in names:
        raise NotAllowed(allowed=names)
    return wanted


def _taken_by(session: Session, officer_id: UUID) -> Text:
    return _("Diambil oleh {name}", name=officer_names(session, [officer_id])[officer_id])


def _check_step(action: Action, step: Step) -> None:
    errors = []
    comment = (step.comment or "").strip()
    if action.comment == "required" and not comment:
        errors.append(FieldError("/comment", _("Tulis alasannya")))
    if action.comment == "none" and comment:
        errors.append(FieldError("/comment", _("Langkah ini tidak memakai catatan")))
    if len(comment) > LONGEST_COMMENT:
        errors.append(FieldError("/comment", _("Catatan terlalu panjang")))
    for part, effect in NEEDS:
        if getattr(step, part) and effect not in action.effects:
            errors.append(FieldError(f"/{part}", _("Bagian ini tidak dipakai untuk langkah ini")))
    if errors:
        raise Invalid(errors=errors)


def _assignment(
    session: Session, request: Request, service: Definition, action: Action, step: Step
) -> Changes:
    """Who holds the request after the step: the one who is named, the same officer, or whoever takes it up.

    Raises ``Invalid`` for somebody who could do nothing with it, ``NobodyThere`` when no officer could.
    """
    needed = service.workflow.awaits(action.to)
    if needed not in ACTING:
        if step.assignee_id is not None:
            raise Invalid(errors=[FieldError("/assignee", NOT_THEIRS)])
        return {}
    able = {found.id for found in officers_who_may(session, needed, request.unit_id)}
    if not able:
        raise NobodyThere
    if step.assignee_id is not None:
        if step.assignee_id not in able:
            raise Invalid(errors=[FieldError("/assignee", NOT_THEIRS)])
        return {"assignee_id": step.assignee_id}
    stays = request.awaits not in ACTING or request.awaits == needed
    return {} if stays and request.assignee_id in able else {"assignee_id": None}


NOT_THEIRS: Final = _("Petugas ini tidak dapat melanjutkan permohonan")
