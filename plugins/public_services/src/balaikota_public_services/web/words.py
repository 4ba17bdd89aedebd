# SPDX-License-Identifier: Apache-2.0
"""How a request stands, in words and tones for pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from balaikota import Text, _, gettext
from balaikota_public_services.definitions.model import CITIZEN, SYSTEM, State
from balaikota_public_services.services.details import RequestDetail

TONES = {"done": "success", "rejected": "danger", "withdrawn": "neutral"}


@dataclass(frozen=True, slots=True)
class Urgency:
    """How near the promised day is, in a word or two, and the tone of it."""

    words: Text
    tone: str


def urgency(due_on: date, today: date, *, paused: bool, closed: bool) -> Urgency | None:
    """What to say of ``due_on``; None when nothing needs saying."""
    if closed:
        return None
    if paused:
        return Urgency(_("Menunggu pemohon"), "neutral")
    if due_on < today:
        return Urgency(_("Terlambat"), "danger")
    if due_on == today:
        return Urgency(_("Hari ini"), "caution")
    return None


def tone_of(state: State) -> str:
    """The tone of a state's tag, as its citizen or officer sees it."""
    if state.outcome:
        return TONES[state.outcome]
    return "caution" if state.holder == CITIZEN else "info"


def is_signing(detail: RequestDetail) -> bool:
    """Whether the request waits for nobody but the system: its letter is being signed."""
    return detail.state.holder == SYSTEM


@dataclass(frozen=True, slots=True)
class Shown:
    """One step of a timeline. ``state`` is ``done`` or ``current``, as the timeline macro knows them."""

    title: str
    at: datetime
    who: str
    text: str | None
    state: str


def public_steps(detail: RequestDetail) -> list[Shown]:
    """The way of the request in the citizen's words, oldest first; where it stands now is the last of them."""
    workflow = detail.service.workflow
    steps = [
        Shown(
            gettext(workflow.state(entry.to_state).public_title),
            entry.at,
            entry.by,
            entry.comment,
            "done",
        )
        for entry in detail.timeline
    ]
    request = detail.request
    now = gettext(detail.state.public_title)
    if detail.timeline and detail.timeline[-1].to_state != request.state:
        steps.append(
            Shown(now, request.moved_at, "", None, "done")
        )  # a step that is not public led here
    if steps and request.closed_at is None:
        steps[-1] = replace(steps[-1], state="current")
    return steps


def officer_steps(detail: RequestDetail) -> list[Shown]:
    """What was done with the request, the latest first."""
    workflow = detail.service.workflow
    return [
        Shown(
            gettext(workflow.action(entry.action).title),
            entry.at,
            entry.by or _doer(detail, entry.action),
            entry.comment,
            "done",
        )
        for entry in reversed(detail.timeline)
    ]


def _doer(detail: RequestDetail, action: str) -> str:
    who = detail.service.workflow.action(action).who
    return gettext("Pemohon") if who == CITIZEN else gettext("Sistem")
