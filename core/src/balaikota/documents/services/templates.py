# SPDX-License-Identifier: Apache-2.0
"""Templates are kept as they were when a letter was numbered, once per content."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

import orjson
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from balaikota.documents.drafts import LetterDraft
from balaikota.documents.models import LetterTemplate
from balaikota.documents.rendering import LetterSource
from balaikota.documents.services.composing import LetterNotMade
from balaikota.kernel.db import Session
from balaikota.kernel.text import _

LARGEST = 1_000_000
"""Bytes of one template with its pictures; a database is no place for more."""


def keep_template(session: Session, draft: LetterDraft, files: Mapping[str, bytes]) -> str:
    """Keep template and pictures, unless they are kept already; the answer is their SHA-256.

    Raises ``LetterNotMade`` when they are larger than ``LARGEST``.
    """
    pictures = {name: base64.b64encode(content).decode() for name, content in files.items()}
    parts = {"name": draft.template_name, "text": draft.template, "files": pictures}
    content = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    if len(content) > LARGEST:
        raise LetterNotMade(_("Gambar di naskah surat terlalu besar. Beri tahu pengelola sistem."))
    digest = hashlib.sha256(content).hexdigest()
    known = select(LetterTemplate.digest).where(LetterTemplate.digest == digest)
    if session.scalar(known) is None:
        insert = postgresql.insert if session.runtime.database.is_postgres else sqlite.insert
        row = insert(LetterTemplate).values(
            digest=digest, content=content, created_at=session.now()
        )
        session.execute(row.on_conflict_do_nothing())
    return digest


def kept_source(session: Session, digest: str, values: Mapping[str, object]) -> LetterSource:
    """The source of a letter with these values, as it was when the template was kept."""
    content = session.scalars(
        select(LetterTemplate.content).where(LetterTemplate.digest == digest)
    ).one()
    parts = orjson.loads(content)
    files = {name: base64.b64decode(picture) for name, picture in parts["files"].items()}
    return LetterSource(parts["text"], files, values, parts["name"])
