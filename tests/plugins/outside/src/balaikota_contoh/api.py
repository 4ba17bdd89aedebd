# SPDX-License-Identifier: Apache-2.0
"""Guest books for other programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from balaikota import (
    CITIZEN,
    KEY,
    PUBLIC,
    ApiBlueprint,
    Page,
    PageQuery,
    Slice,
    current_actor,
    current_session,
    policy,
    slice_of,
)
from balaikota_contoh import services
from balaikota_contoh.models import Book
from balaikota_contoh.schemas import BookPageSchema, EntrySchema

blueprint = ApiBlueprint("contoh_api", __name__, description="Guest books")


@blueprint.get("/books")
@policy(PUBLIC)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, BookPageSchema)
def books(query: dict[str, Any]) -> Slice[Book]:
    """Every book."""
    page: Page = query["page"]
    return slice_of(current_session(), services.all_books(), page, Book.id)


@blueprint.post("/books/<uuid:book_id>/entries")
@policy(CITIZEN, idempotency=KEY)
@blueprint.arguments(EntrySchema)
def write(values: dict[str, Any], book_id: UUID) -> ResponseReturnValue:
    """Write in a book."""
    entry = services.write_entry(current_session(), current_actor(), book_id=book_id, **values)
    return {"id": str(entry.id)}, 201
