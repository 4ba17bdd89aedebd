# SPDX-License-Identifier: Apache-2.0
"""Who owns which tables: the core (the kernel and every built-in) and each chosen plugin, told apart by prefixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, Table, inspect

from balaikota.kernel.db.base import Base
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.plugins import PluginError, Plugins

CORE = "core"
VERSION_TABLE = "alembic_version_"
KERNEL = Path(__file__).parents[1]


class MigrationError(RuntimeError):
    """Tables cannot be changed; the message names the owner. What was begun is undone."""


@dataclass(frozen=True, slots=True)
class Owner:
    """One history of tables: its ``prefixes`` and the folder of its revisions, which may not exist yet."""

    name: str
    prefixes: tuple[str, ...]
    versions: Path

    @property
    def version_table(self) -> str:
        """The table that holds this owner's revision."""
        return f"{VERSION_TABLE}{self.name}"

    @property
    def models(self) -> list[Table]:
        """The tables that this owner's models describe, referred ones first."""
        return [table for table in Base.metadata.sorted_tables if self.may_own(table.name)]

    def may_own(self, table: str) -> bool:
        """Whether the name carries one of this owner's prefixes."""
        return table.startswith(self.prefixes)


def owners(plugins: Plugins) -> list[Owner]:
    """The core, then each chosen plugin in the order of ``requires``."""
    builtin = tuple(f"{plugin.name}_" for plugin in plugins.builtins)
    core = Owner(CORE, ("kernel_", *builtin), Path(__file__).parent / "migrations" / "versions")
    return [core, *(owner_named(p.name, p.package / "migrations") for p in plugins.chosen)]


def owner_named(name: str, versions: Path) -> Owner:
    """A plugin as an owner, known by its name alone: its code need not be there."""
    return Owner(name, (f"{name}_",), versions)


def recorded_owners(tables: Iterable[str]) -> list[str]:
    """The owners that left a version table among ``tables``, whether their code is still there or not."""
    return sorted(t.removeprefix(VERSION_TABLE) for t in tables if t.startswith(VERSION_TABLE))


def tables_of(connection: Connection, owner: Owner) -> list[str]:
    """The owner's tables that are in the database.

    A table whose name also begins with the longer name of another owner (left by a plugin that is gone) is not
    among them: it would be dropped by mistake.
    """
    tables = inspect(connection).get_table_names()
    longer = tuple(
        f"{other}_" for other in recorded_owners(tables) if other.startswith(owner.prefixes)
    )
    return sorted(
        table for table in tables if owner.may_own(table) and not table.startswith(longer)
    )


def import_models(plugins: Plugins) -> None:
    """Import the models of the kernel and of every plugin, so that tables which refer to each other are all known.

    ``models.py`` (or a folder of that name) beside the plugin's module counts because it exists. Raises
    :class:`PluginError` for a table that does not begin with its plugin's name.
    """
    for path in sorted(KERNEL.glob("*/models.py")):
        import_module(f"balaikota.kernel.{path.parent.name}.models")
    for plugin in plugins:
        _import_models_of(plugin)
        for table in tables_by_models(plugin):
            if not table.startswith(f"{plugin.name}_"):
                raise PluginError(
                    f"plugin {plugin.name!r}: table {table!r} does not begin with {plugin.name + '_'!r}"
                )


def _import_models_of(plugin: Plugin) -> None:
    package = _package(plugin)
    beside = plugin.package
    if not package or not ((beside / "models.py").is_file() or (beside / "models").is_dir()):
        return
    try:
        import_module(f"{package}.models")
    except Exception as error:
        raise PluginError(
            f"plugin {plugin.name!r}: its models cannot be imported: {error}"
        ) from error


def tables_by_models(plugin: Plugin) -> Iterator[str]:
    """The names of the tables that the plugin's own classes are mapped to."""
    package = _package(plugin)
    module = type(plugin).__module__
    # A plugin written inside a test module owns that module, not the folder of tests around it.
    inside = f"{package}." if module == f"{package}.plugin" else f"{module}."
    for mapper in Base.registry.mappers:
        if f"{mapper.class_.__module__}.".startswith(inside) and isinstance(
            mapper.local_table, Table
        ):
            yield mapper.local_table.name


def _package(plugin: Plugin) -> str:
    return type(plugin).__module__.rpartition(".")[0]
