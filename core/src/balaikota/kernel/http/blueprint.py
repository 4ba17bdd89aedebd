# SPDX-License-Identifier: Apache-2.0
"""The JSON blueprint: flask-smorest with our strict parser and our error shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Protocol, TypeVar

from flask import Request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, missing
from webargs.flaskparser import FlaskParser

from balaikota.kernel.http import strict_json
from balaikota.kernel.http.validation import invalid_from
from balaikota.kernel.problems import TooLarge, UnsupportedMedia

JSON_LIMIT = 1_000_000
View = TypeVar("View", bound=Callable[..., Any])


class StrictParser(FlaskParser):
    """Reads strict JSON of bounded size and answers wrong values with pointers."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}  # noqa: RUF012 - the schema decides: refused

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The JSON body. Raises ``BadRequest``, ``TooLarge`` or ``UnsupportedMedia``."""
        if (req.content_length or 0) > JSON_LIMIT:
            raise TooLarge
        raw = req.get_data(cache=True)
        if not raw:
            return missing
        if not req.is_json:
            raise UnsupportedMedia
        return strict_json.loads(raw)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Answer with our own problem instead of webargs' abort."""
        raise invalid_from(error) from error


class Declaring(Protocol):
    """What a decorator of flask-smorest does to types: nothing."""

    def __call__(self, *positional: Any, **options: Any) -> Callable[[View], View]:
        """Take the decorator's own arguments."""


class ApiBlueprint(Blueprint):
    """A plugin's JSON routes. Views are functions with ``@policy``; schemas make the OpenAPI document."""

    ARGUMENTS_PARSER = StrictParser()

    # flask-smorest carries no types: without these mypy would take every view for untyped
    get: Declaring
    post: Declaring
    put: Declaring
    patch: Declaring
    delete: Declaring
    route: Declaring
    doc: Declaring
    arguments: Declaring
    response: Declaring
    alt_response: Declaring
