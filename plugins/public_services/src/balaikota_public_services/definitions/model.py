# SPDX-License-Identifier: Apache-2.0
"""A service as the code sees it: frozen facts out of ``service.toml``, with the few questions asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

CITIZEN: Final = "citizen"
SYSTEM: Final = "system"
NOBODY: Final = "nobody"

CLAIM: Final = "claim"
RELEASE: Final = "release"
RETURN: Final = "return_for_correction"
ANSWER: Final = "answer_corrections"
ISSUE_LETTER: Final = "issue_letter"
REJECT: Final = "reject"

PREFILLS: Final = {"subject.kelurahan": "kelurahan", "subject.address": "address"}
"""Facts of the registry that a field may offer as its answer, and the type that the field must have."""

EXAMPLE: Final = "contoh, ditetapkan kota"
"""What stands in place of a source where there is none: a value that the city must decide."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit of an answer with the sentence that is shown when it is broken; exactly one limit is set.

    ``min`` and ``max`` are numbers, or for dates ``2000-01-31`` or ``today``.
    """

    message: str
    min: int | str | None = None
    max: int | str | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form. ``prefill`` names a fact of the registry that is offered as its answer."""

    name: str
    label: str
    type: str
    required: bool = True
    help: str = ""
    validation: tuple[Rule, ...] = ()
    options: tuple[Option, ...] = ()
    prefill: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One document that the applicant uploads. ``types`` are jpg, png, pdf; ``max_mb`` is in millions of bytes."""

    name: str
    label: str
    required: bool = True
    types: tuple[str, ...] = ("jpg", "png", "pdf")
    max_mb: int = 10
    help: str = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """Fields that are asked on one page, because they are one thing to the applicant."""

    name: str
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """Who handles requests: the kelurahan named in the answer ``region_field``, or the unit with code ``unit``."""

    kind: str
    region_field: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """Standar Pelayanan (UU 25/2009, PermenPANRB 15/2014): the six components that must be published.

    ``working_days`` is the promised time, ``fee`` whole rupiah (0 is free of charge).
    """

    requirements: tuple[str, ...]
    procedure: tuple[str, ...]
    working_days: int
    fee: int
    product: str
    complaints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """An office that can hold a request: its public name and the permission that its actions need."""

    name: str
    title: str
    permission: str


@dataclass(frozen=True, slots=True)
class State:
    """Where a request stands. ``holder`` is citizen, system or a declared holder; a final state has an ``outcome``.

    ``deadline_days`` are working days within which the holder should act.
    """

    name: str
    title: str
    public_title: str
    holder: str = NOBODY
    deadline_days: int | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A step from some states to one. ``start`` is empty for the first step, from no state at all.

    ``who`` is citizen, system or a permission; ``comment`` none, optional or required; a ``public`` step and its
    comment are shown to the citizen.
    """

    name: str
    title: str
    to: str
    who: str
    start: tuple[str, ...] = ()
    comment: str = "none"
    effects: tuple[str, ...] = ()
    public: bool = True


@dataclass(frozen=True, slots=True)
class Workflow:
    """States and the steps between them."""

    holders: tuple[Holder, ...]
    states: tuple[State, ...]
    actions: tuple[Action, ...]

    def state(self, name: str) -> State:
        """The state called ``name``. Raises ``KeyError``."""
        return _named(self.states, name)

    def action(self, name: str) -> Action:
        """The action called ``name``. Raises ``KeyError``."""
        return _named(self.actions, name)

    def holder(self, name: str) -> Holder | None:
        """The office called ``name``; None for the citizen, the system and nobody."""
        return next((holder for holder in self.holders if holder.name == name), None)

    @property
    def first(self) -> Action:
        """The step that files a request: the one from no state."""
        return next(action for action in self.actions if not action.start)

    def actions_from(self, state: str) -> tuple[Action, ...]:
        """Steps that leave ``state``, by anybody."""
        return tuple(action for action in self.actions if state in action.start)

    def awaits(self, state: str) -> str:
        """Whose move it is in ``state``: citizen, system, nobody, or the permission of the holding office."""
        name = self.state(state).holder
        office = self.holder(name)
        return office.permission if office else name


@dataclass(frozen=True, slots=True)
class LetterPlan:
    """What the letter says. ``values`` maps a name in ``letter.typ`` to where its text comes from.

    ``signer`` is the permission of who signs, ``valid_months`` how long the letter holds, or None for always.
    """

    title: str
    classification: str
    signer: str
    values: Mapping[str, str]
    valid_months: int | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole service in one version.

    ``hash`` is the SHA-256 of its content, ``template`` the text of ``letter.typ``, ``content`` what
    ``service.toml`` says, as it is stored.
    """

    code: str
    hash: str
    title: str
    summary: str
    legal_basis: tuple[str, ...]
    agency: Agency
    standard: Standard
    fields: tuple[Field, ...]
    documents: tuple[Document, ...]
    pages: tuple[FormPage, ...]
    workflow: Workflow
    letter: LetterPlan
    template: str
    sources: Mapping[str, str] = field(default_factory=dict)
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def field_named(self, name: str) -> Field:
        """The question called ``name``. Raises ``KeyError``."""
        return _named(self.fields, name)

    def document_named(self, name: str) -> Document:
        """The document called ``name``. Raises ``KeyError``."""
        return _named(self.documents, name)

    def page_named(self, name: str) -> FormPage:
        """The page called ``name``. Raises ``KeyError``."""
        return _named(self.pages, name)

    def source_of(self, key: str) -> str:
        """Where the value ``key`` (``standard.working_days``) comes from, or that it is an example."""
        return self.sources.get(key, EXAMPLE)


Named = TypeVar("Named", Field, Document, FormPage, State, Action)


def _named(items: tuple[Named, ...], name: str) -> Named:
    for item in items:
        if item.name == name:
            return item
    raise KeyError(name)
