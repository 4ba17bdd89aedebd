# SPDX-License-Identifier: Apache-2.0
"""What is known of a stored file. Its content lies on disk, encrypted; its name is sealed here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from balaikota.kernel.db import Base, Id


class StoredFile(Base):
    """One accepted file.

    ``kind`` is ``<plugin>.<noun>``: the plugin that stored it decides who may see it. ``stored_as`` is the random
    name on disk. ``sha256`` is of the content as it is given out, which for a photo is not what was sent.
    """

    __tablename__ = "files_file"
    __table_args__ = (Index(None, "subject_id"),)

    id: Mapped[Id]
    kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    stored_as: Mapped[str] = mapped_column(unique=True)
    name: Mapped[bytes]
    media_type: Mapped[str]
    size: Mapped[int]
    pages: Mapped[int | None]
    sha256: Mapped[bytes]
    created_at: Mapped[datetime]
