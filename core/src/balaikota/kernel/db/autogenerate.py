# SPDX-License-Identifier: Apache-2.0
"""What the migration tool compares for one owner, and how it writes what it finds.

Imports the tool; only :mod:`balaikota.kernel.db.migrate` and the shared ``env.py`` import this module.
"""

from __future__ import annotations

import re
from typing import Any

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, TypeDecorator

from balaikota.kernel.db.base import Base, Json
from balaikota.kernel.db.owners import Owner, tables_of

STATEMENT = re.compile(r" {4}(?:with )?op\.\w+\(['\"](\w+)")
STANDARD_TYPES = "sqlalchemy.sql.sqltypes"


def options(connection: Connection, owner: Owner) -> dict[str, Any]:
    """Arguments of ``context.configure`` that confine the tool to ``owner``: others' tables are never seen."""
    present = set(tables_of(connection, owner))

    def in_database(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in present

    def in_models(
        _thing: object, name: str | None, kind: str, reflected: bool, _to: object
    ) -> bool:
        return kind != "table" or reflected or owner.may_own(name or "")

    return {
        "connection": connection,
        "target_metadata": Base.metadata,
        "version_table": owner.version_table,
        "include_name": in_database,
        "include_object": in_models,
        "render_as_batch": True,  # SQLite changes a table by making it anew
        "render_item": _render,
        "compare_server_default": True,
        "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
    }


def _render(kind: str, thing: Any, context: AutogenContext) -> str | bool:
    """Write our column types as what the database stores, so that a revision outlives our code."""
    if kind != "type":
        return False
    if repr(thing) == repr(Json):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if isinstance(thing, TypeDecorator) and type(thing.impl_instance).__module__ == STANDARD_TYPES:
        return f"sa.{thing.impl_instance!r}"
    return False


def steps(upgrades: str) -> list[tuple[str, list[str]]]:
    """What the tool wrote, as the lines of one function per table, each named for its table, in order."""
    tables: list[str] = []
    found: list[tuple[str, list[str]]] = []
    for line in upgrades.splitlines():
        if (begins := STATEMENT.match(line)) and tables[-1:] != [begins[1]]:
            tables.append(begins[1])
            again = tables.count(begins[1])
            found.append((f"_{begins[1]}{f'_{again}' if again > 1 else ''}", []))
        if found and "# ###" not in line:
            found[-1][1].append(line.rstrip())
    return found
