# SPDX-License-Identifier: Apache-2.0
"""A form on a page: what was typed, what it means, and what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError
from marshmallow.fields import Field, List
from werkzeug.datastructures import MultiDict

from balaikota.kernel.db.session import Session
from balaikota.kernel.http.context import keep_changes
from balaikota.kernel.http.validation import invalid_from
from balaikota.kernel.problems import FieldError, NotSignedIn, Problem
from balaikota.kernel.text import Text

Result = TypeVar("Result")


class Form:
    """One submission, or an empty form. Names that begin with ``_`` belong to the edge (token, key, version).

    ``values`` is what the person typed, shown again unchanged; ``data`` is what the schema made of it;
    ``errors`` maps a field to its sentences, ``error_list`` keeps their order for the summary. ``status`` and
    ``headers`` are those of the answer that shows the errors: 422, or 429 with ``Retry-After``. Blanks around an
    input are not meant, except in a field with ``metadata={"exact": True}`` (a password).
    """

    def __init__(
        self,
        schema: Schema | None = None,
        submitted: MultiDict[str, str] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        self.values: dict[str, Any] = dict(values or {})
        self.data: dict[str, Any] = {}
        self.error_list: list[tuple[str, Text | str]] = []
        self.status = 422
        self.headers: dict[str, str] = {}
        if submitted is not None:
            self.values |= _typed_values(schema, submitted)
            if schema is not None:
                self._load(schema)

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong so far."""
        return not self.error_list

    @property
    def errors(self) -> dict[str, list[Text | str]]:
        """Sentences by field."""
        found: dict[str, list[Text | str]] = {}
        for name, sentence in self.error_list:
            found.setdefault(name, []).append(sentence)
        return found

    def refuse(self, field: str, sentence: Text | str) -> None:
        """Add an error by hand."""
        self.error_list.append((field, sentence))

    def attempt(self, session: Session, act: Callable[[], Result]) -> Result | None:
        """Run ``act`` if the form is valid; a refusal (401, 409, 422, 429) undoes it and becomes errors of the form.

        Returns what ``act`` returned, or None when the form has errors now.
        """
        if not self.valid:
            return None
        savepoint = session.begin_nested()
        try:
            result = act()
            session.flush()
        except Problem as problem:
            # Not signed in at all is for the edge, which leads to the sign-in page.
            if isinstance(problem, NotSignedIn) or problem.status not in {401, 409, 422, 429}:
                raise
            if problem.keeps_changes:
                savepoint.commit()
                keep_changes()
            else:
                savepoint.rollback()
            self._add(problem)
            return None
        savepoint.commit()
        return result

    def _load(self, schema: Schema) -> None:
        try:
            self.data = dict(
                schema.load({name: value for name, value in self.values.items() if value != ""})
            )
        except ValidationError as error:
            self._add(invalid_from(error))

    def _add(self, problem: Problem) -> None:
        if problem.status == 429:
            self.status, self.headers = 429, problem.headers
        errors = problem.errors or (FieldError("", problem.detail or problem.title),)
        self.error_list += [(error.field, error.detail) for error in errors]


def _typed_values(schema: Schema | None, submitted: MultiDict[str, str]) -> dict[str, Any]:
    """Lists where the schema has a list field, one value elsewhere."""
    fields = schema.fields if schema else {}
    return {
        name: _typed(fields.get(name), submitted.getlist(name))
        for name in submitted
        if not name.startswith("_")
    }


def _typed(field: Field[Any] | None, values: list[str]) -> list[str] | str:
    if isinstance(field, List):
        return values
    if field is not None and field.metadata.get("exact"):
        return values[0]
    return values[0].strip().replace("\x00", "")
