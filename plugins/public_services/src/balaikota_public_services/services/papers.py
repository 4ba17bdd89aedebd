# SPDX-License-Identifier: Apache-2.0
"""What can be told of documents without opening them: their kind, pages and size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from balaikota import Session, StoredFile
from balaikota_public_services.models import RequestDocument

PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as a list or a page shows it. ``pages`` is 1 for a picture."""

    id: UUID
    name: str
    state: str
    sent_at: datetime
    is_pdf: bool
    pages: int
    size: int


def papers_of(session: Session, rows: Iterable[RequestDocument]) -> list[Paper]:
    """The facts of the documents ``rows``, in their order."""
    wanted = list(rows)
    query = select(StoredFile).where(StoredFile.id.in_({row.file_id for row in wanted}))
    files = {file.id: file for file in session.scalars(query)}
    return [_paper(row, files[row.file_id]) for row in wanted]


def _paper(row: RequestDocument, file: StoredFile) -> Paper:
    return Paper(
        id=row.id,
        name=row.name,
        state=row.state,
        sent_at=row.uploaded_at,
        is_pdf=file.media_type == PDF,
        pages=file.pages or 1,
        size=file.size,
    )
