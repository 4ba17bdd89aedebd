# SPDX-License-Identifier: Apache-2.0
"""Taking a step from a page: done, or undone and said in the form in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from balaikota import (
    Form,
    Problem,
    Stale,
    Text,
    _,
    current_actor,
    current_session,
    expected_version,
)
from balaikota_public_services.services.actions import act
from balaikota_public_services.services.effects import Step

CHANGED = _("Permohonan ini baru saja berubah. Lihat keadaannya sekarang, lalu pilih lagi.")
DONE = 303


def take_step(form: Form, request_id: UUID, step: Step) -> int:
    """Take ``step`` on the version that the form carries; gives the status of the answer.

    A refusal that the person can act on (409, 412, 422) undoes the step and is said in ``form``; anything else is
    raised. A form that is refused already takes no step.
    """
    if not form.valid:
        return 422
    session, actor = current_session(), current_actor()
    try:
        with session.begin_nested():
            act(session, actor, request_id, seen=expected_version(), step=step)
    except Problem as problem:
        if problem.status not in {409, 412, 422}:
            raise
        session.expire_all()  # what is shown next is how things stand, not how they were read before
        for field, sentence in _sentences(problem):
            form.refuse(field, sentence)
        return problem.status
    return DONE


def _sentences(problem: Problem) -> Iterator[tuple[str, Text | str]]:
    if problem.status == Stale.status:
        yield "", CHANGED
    elif problem.errors:
        yield from ((error.field, error.detail) for error in problem.errors)
    else:
        yield "", problem.title
        if problem.detail:
            yield "", problem.detail
