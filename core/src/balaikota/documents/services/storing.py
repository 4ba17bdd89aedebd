# SPDX-License-Identifier: Apache-2.0
"""The signed PDF lies among the files of the city, encrypted with the key of its subject."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from balaikota.documents.models import Letter
from balaikota.files.services import FileContent, open_file, store_own
from balaikota.kernel.db import Session
from balaikota.kernel.problems import Crash
from balaikota.kernel.secrets import UnreadableError
from balaikota.kernel.text import _


class LetterDamaged(Crash):
    """The stored PDF is not the one that was signed; it is not handed out."""

    slug = "berkas-surat-rusak"
    title = _("Berkas surat ini rusak")


def store_pdf(session: Session, letter: Letter, pdf: bytes) -> UUID:
    """Store the signed PDF to the byte; the answer is the id of the file."""
    stored = store_own(
        session,
        None,
        kind="documents.letter",
        subject_id=letter.subject_id,
        filename=f"{letter.title}.pdf",
        media_type="application/pdf",
        content=pdf,
    )
    return stored.id


def stored_pdf(session: Session, letter: Letter) -> FileContent:
    """The file that was signed, its content compared with its SHA-256.

    Raises ``LetterDamaged``, and ``NotFound`` once the person was erased.
    """
    if letter.file_id is None:
        raise LetterDamaged
    try:
        file = open_file(session, letter.file_id)
    except (UnreadableError, OSError) as error:
        raise LetterDamaged from error
    if not hmac.compare_digest(hashlib.sha256(file.content).hexdigest(), letter.sha256 or ""):
        raise LetterDamaged
    return file
