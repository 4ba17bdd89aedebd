# SPDX-License-Identifier: Apache-2.0
"""The database: one code for SQLite and PostgreSQL."""

from balaikota.kernel.db.base import Base, Id, UtcDateTime, new_id
from balaikota.kernel.db.engine import Database
from balaikota.kernel.db.session import Session

__all__ = ["Base", "Database", "Id", "Session", "UtcDateTime", "new_id"]
