# SPDX-License-Identifier: Apache-2.0
"""Take a plugin's tables away, with everything in them. Works from the database: the plugin's code may be gone."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sqlalchemy import Connection, func, inspect, select, table, text

from balaikota.kernel.db.owners import (
    CORE,
    VERSION_TABLE,
    MigrationError,
    Owner,
    owner_named,
    recorded_owners,
    tables_of,
)
from balaikota.kernel.db.transaction import changing
from balaikota.kernel.plugins import PLUGIN_GROUP, Plugins
from balaikota.kernel.runtime import Runtime


def doomed(runtime: Runtime, name: str) -> dict[str, int]:
    """The tables that purging ``name`` would remove, each with the number of its rows.

    Raises :class:`MigrationError` for the core, for a plugin that another one needs, and for one that left nothing.
    """
    owner = owner_named(name, Path())
    with changing(runtime.database, owner) as connection:
        return {
            found: connection.scalar(select(func.count()).select_from(table(found))) or 0
            for found in _removable(connection, runtime.plugins, owner)
        }


def purge(runtime: Runtime, name: str) -> list[str]:
    """Drop the tables and the version table of the plugin ``name``, and return the tables' names.

    Nothing else changes. Raises :class:`MigrationError` where :func:`doomed` does.
    """
    owner = owner_named(name, Path())
    with changing(runtime.database, owner) as connection:
        tables = _removable(connection, runtime.plugins, owner)
        quote = connection.dialect.identifier_preparer.quote
        names = [quote(found) for found in [*tables, owner.version_table]]
        # PostgreSQL drops tables that refer to each other only in one statement; SQLite drops one at a time.
        for drop in [", ".join(names)] if runtime.database.is_postgres else names:
            connection.execute(text(f"DROP TABLE {drop}"))
    return tables


def _removable(connection: Connection, plugins: Plugins, owner: Owner) -> list[str]:
    builtins = {plugin.name for plugin in plugins.builtins}
    if owner.name == CORE or owner.name in builtins:
        raise MigrationError(f"{owner.name} belongs to the core and stays")
    if owner.name not in recorded_owners(inspect(connection).get_table_names()):
        raise MigrationError(f"{owner.name}: the database holds nothing of such a plugin")
    if needing := _needing(plugins, owner.name):
        raise MigrationError(f"{owner.name}: needed by {', '.join(needing)}; purge that first")
    tables = tables_of(connection, owner)
    if referring := _referring(connection, tables):
        raise MigrationError(
            f"{owner.name}: tables of others refer to it: {', '.join(referring)}; purge their owner first"
        )
    return tables


def _needing(plugins: Plugins, name: str) -> list[str]:
    """Plugins that need ``name``: enabled ones by ``requires``, others by what their distributions declare."""
    enabled = {plugin.name for plugin in plugins.chosen if name in plugin.requires}
    points = {point.name: point for point in entry_points(group=PLUGIN_GROUP)}
    distribution = points[name].dist if name in points else None
    if distribution is not None:
        wanted = canonicalize_name(distribution.name)
        enabled |= {point.name for point in points.values() if wanted in _requirements(point)}
    return sorted(enabled)


def _requirements(point: EntryPoint) -> set[str]:
    lines = (point.dist.requires if point.dist else None) or []
    needed = (Requirement(line) for line in lines)
    return {canonicalize_name(line.name) for line in needed if line.marker is None}


def _referring(connection: Connection, tables: list[str]) -> list[str]:
    inspector = inspect(connection)
    return sorted(
        other
        for other in inspector.get_table_names()
        if other not in tables and not other.startswith(VERSION_TABLE)
        for key in inspector.get_foreign_keys(other)
        if key["referred_table"] in tables
    )
