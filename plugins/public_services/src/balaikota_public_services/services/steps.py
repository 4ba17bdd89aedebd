# SPDX-License-Identifier: Apache-2.0
"""The way through a form: its pages, then its documents, and what each of them still wants."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from balaikota import Session
from balaikota_public_services.definitions.answers import Surroundings, clean_answer
from balaikota_public_services.definitions.model import Definition, Document, Field, FormPage
from balaikota_public_services.definitions.typed import Wrong
from balaikota_public_services.models import Draft
from balaikota_public_services.services.catalogue import surroundings
from balaikota_public_services.services.drafts import draft_answers
from balaikota_public_services.services.personal import answers_of
from balaikota_public_services.services.uploads import uploads_of

Progress = Literal["done", "todo", "changed", "optional"]


@dataclass(frozen=True, slots=True)
class FormStep:
    """One page of questions, or one document to send.

    ``progress``: ``done``, ``todo``, ``optional`` (may stay empty) or ``changed``: it was answered, and the
    questions are different today.
    """

    kind: Literal["page", "document"]
    name: str
    title: str
    progress: Progress
    fields: tuple[Field, ...] = ()
    document: Document | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the request can be sent as far as this step is concerned."""
        return self.progress in {"done", "optional"}


@dataclass(frozen=True, slots=True)
class Way:
    """All steps of a form. ``has_changed``: the service is not what it was when the draft was written."""

    steps: tuple[FormStep, ...]
    has_changed: bool

    @property
    def is_ready(self) -> bool:
        """Whether everything that is needed is there."""
        return all(step.is_ready for step in self.steps)

    @property
    def unfinished(self) -> FormStep | None:
        """The first step that still wants something."""
        return next((step for step in self.steps if not step.is_ready), None)

    def find(self, kind: str, name: str) -> FormStep | None:
        """The step, or None."""
        return next((step for step in self.steps if (step.kind, step.name) == (kind, name)), None)

    def after(self, step: FormStep) -> FormStep | None:
        """The step that follows, or None after the last."""
        return next(iter(self.steps[self.steps.index(step) + 1 :]), None)

    def before(self, step: FormStep) -> FormStep | None:
        """The step that comes before, or None at the first."""
        return next(iter(reversed(self.steps[: self.steps.index(step)])), None)


def way_through(session: Session, service: Definition, draft: Draft | None) -> Way:
    """The steps of ``service`` with what ``draft`` already holds.

    A page is saved as a whole: one that is answered in part, or with what is no answer any more, met other questions.
    """
    around = surroundings(session)
    answers = draft_answers(session, draft, service)
    sent = uploads_of(session, draft) if draft else {}
    pages = [_page(service, page, answers, around) for page in pages_of(service)]
    documents = [_document(document, sent) for document in service.documents]
    dropped = draft is not None and len(answers_of(session, draft)) > len(answers)
    has_changed = dropped or any(step.progress == "changed" for step in pages)
    return Way((*pages, *documents), has_changed)


def pages_of(service: Definition) -> tuple[FormPage, ...]:
    """The pages of the form; without pages of its own, each question has one."""
    alone = (FormPage(field.name, field.label, (field.name,)) for field in service.fields)
    return service.pages or tuple(alone)


def _page(
    service: Definition, page: FormPage, answers: Mapping[str, Any], around: Surroundings
) -> FormStep:
    fields = tuple(service.field_named(name) for name in page.fields)
    given = [field for field in fields if field.name in answers]
    fits = all(_fits(field, answers.get(field.name), around) for field in fields)
    progress: Progress = "todo"
    if fits:
        progress = "done" if given else "optional"
    elif given:
        progress = "changed"
    return FormStep("page", page.name, page.title, progress, fields=fields)


def _fits(field: Field, answer: Any, around: Surroundings) -> bool:
    try:
        clean_answer(field, answer, around)
    except Wrong:
        return False
    return True


def _document(document: Document, sent: Collection[str]) -> FormStep:
    missing: Progress = "todo" if document.required else "optional"
    progress: Progress = "done" if document.name in sent else missing
    return FormStep("document", document.name, document.label, progress, document=document)
