# SPDX-License-Identifier: Apache-2.0
"""What a database says of its tables, and a way to change them as their owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy.engine.reflection import Inspector

from balaikota.kernel.db.engine import open_engine
from balaikota.kernel.runtime import Runtime

Picture = dict[str, dict[str, Any]]


def table_names(runtime: Runtime) -> set[str]:
    """Every table of the city's database."""
    with runtime.database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


@contextmanager
def as_owner(runtime: Runtime) -> Iterator[Connection]:
    """A transaction of the role that owns the tables, committed at the end of the block."""
    engine = open_engine(runtime.database.owner_url, pooled=False)
    try:
        with engine.execution_options(write=True).begin() as connection:
            yield connection
    finally:
        engine.dispose()


def picture(connection: Connection, tables: Iterable[str]) -> Picture:
    """Columns, keys, indexes and checks of ``tables``, by names; the order of columns means nothing.

    Two ways to make the same tables must give the same picture.
    """
    inspector = inspect(connection)
    return {table: _table(inspector, table) for table in tables}


def _table(inspector: Inspector, table: str) -> dict[str, Any]:
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"], column["default"])
            for column in inspector.get_columns(table)
        },
        "primary key": inspector.get_pk_constraint(table),
        "foreign keys": _by_name(inspector.get_foreign_keys(table)),
        "indexes": _by_name(inspector.get_indexes(table)),
        "unique": _by_name(inspector.get_unique_constraints(table)),
        "checks": _by_name(inspector.get_check_constraints(table)),
    }


def _by_name(things: Iterable[Any]) -> dict[str, str]:
    """Compared as text: some dialects answer with SQL expressions, which compare by identity."""
    return {str(thing["name"]): _said(thing) for thing in things}


def _said(value: object) -> str:
    """The text of a value, conditions of partial indexes inside it too."""
    if isinstance(value, dict):
        return str(sorted((str(name), _said(inner)) for name, inner in value.items()))
    return str(value)
