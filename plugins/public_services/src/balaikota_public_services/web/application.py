# SPDX-License-Identifier: Apache-2.0
"""Asking for a service, one thing per page. Each answer is kept as it is given, so one may leave and come back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from balaikota import (
    CITIZEN,
    Form,
    NotFound,
    _,
    current_actor,
    current_session,
    natural,
    policy,
    render,
)
from balaikota_public_services.definitions.model import Definition
from balaikota_public_services.models import Draft
from balaikota_public_services.services.catalogue import offered_service
from balaikota_public_services.services.drafts import draft_answers, draft_of, save_page
from balaikota_public_services.services.prefill import registry_answers
from balaikota_public_services.services.running import running_request
from balaikota_public_services.services.steps import FormStep, Way, way_through
from balaikota_public_services.web.blueprints import pages
from balaikota_public_services.web.fields import kelurahan_options, typed_answers

CHECKING = "periksa"
"""Value of ``kembali`` in the address of a step that was opened from the last page."""


@dataclass(frozen=True, slots=True)
class Filling:
    """Somebody's way through one form, as far as they have come."""

    service: Definition
    draft: Draft | None
    way: Way

    def step(self, kind: str, name: str) -> FormStep:
        """The step at this address. Raises ``NotFound``."""
        found = self.way.find(kind, name)
        if found is None:
            raise NotFound(_("Bagian ini sudah tidak ada di formulir. Mulai dari daftar bagian."))
        return found

    def address(self, step: FormStep | None) -> str:
        """Where a step is; after the last one comes the check of everything."""
        code = self.service.code
        if step is None:
            return url_for("public_services.check_answers", code=code)
        if step.kind == "document":
            return url_for("public_services.document", code=code, name=step.name)
        return url_for("public_services.question", code=code, step=step.name)

    def onward(self, step: FormStep) -> str:
        """Where to go when ``step`` is done: back to the check if one came from there."""
        return self.address(None if comes_from_check() else self.way.after(step))

    def back(self, step: FormStep) -> str:
        """Where the back link of ``step`` leads."""
        if comes_from_check():
            return self.address(None)
        before = self.way.before(step)
        code = self.service.code
        return self.address(before) if before else url_for("public_services.start", code=code)

    def place(self, step: FormStep) -> tuple[int, int]:
        """Which step this is, and of how many; the check of everything is the last one."""
        return self.way.steps.index(step) + 1, len(self.way.steps) + 1


def filling(code: str) -> Filling:
    """The person's way through the form of service ``code``. Raises ``NotFound``."""
    session = current_session()
    service = offered_service(session, code)
    draft = draft_of(session, current_actor(), code)
    return Filling(service, draft, way_through(session, service, draft))


def comes_from_check() -> bool:
    """Whether this step was opened to change one answer before sending."""
    return request.args.get("kembali") == CHECKING


@pages.get("/<code>/ajukan")
@policy(CITIZEN)
def start(code: str) -> ResponseReturnValue:
    """What to have at hand, and how far one has come."""
    found = filling(code)
    return render(
        "public_services/start.html",
        filling=found,
        steps=[(step, found.address(step)) for step in found.way.steps],
        onward=found.address(found.way.unfinished),
        running=running_request(current_session(), current_actor(), code),
    )


@pages.get("/<code>/ajukan/<step>")
@policy(CITIZEN)
def question(code: str, step: str) -> ResponseReturnValue:
    """One page of questions, filled in with what is kept already."""
    found = filling(code)
    asked = found.step("page", step)
    session = current_session()
    kept = draft_answers(session, found.draft, found.service)
    known = registry_answers(session, current_actor(), asked.fields)
    offered = known if asked.progress == "todo" else {}
    form = Form(values=typed_answers(asked.fields, offered | kept))
    return _ask(found, asked, form, is_prefilled=bool(offered))


@pages.post("/<code>/ajukan/<step>")
@policy(
    CITIZEN, idempotency=natural("one draft per person and service: the same page is kept again")
)
def answer(code: str, step: str) -> ResponseReturnValue:
    """Keep the answers of one page and go on."""
    session, actor, found = current_session(), current_actor(), filling(code)
    asked = found.step("page", step)
    form = Form(submitted=request.form)
    names = frozenset(field.name for field in asked.fields)
    form.attempt(session, lambda: save_page(session, actor, code, names, form.values))
    if not form.valid:
        return _ask(found, asked, form)
    return redirect(found.onward(asked), 303)


def _ask(found: Filling, asked: FormStep, form: Form, *, is_prefilled: bool = False) -> Response:
    return render(
        "public_services/question.html",
        form=form,
        filling=found,
        step=asked,
        place=found.place(asked),
        back=found.back(asked),
        kelurahan=kelurahan_options(current_session()),
        returns=comes_from_check(),
        is_prefilled=is_prefilled,
    )
