# SPDX-License-Identifier: Apache-2.0
"""Migrated databases for tests: one template per set of plugins and backend, copied for each test."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from balaikota.testing.postgres import Cluster, DatabaseUrls

if TYPE_CHECKING:
    from balaikota.kernel.plugin import Plugin

BACKENDS = ("sqlite", "postgres")


class Databases:
    """Templates of one test worker. ``cluster`` starts PostgreSQL when the first test wants it."""

    def __init__(self, folder: Path, cluster: Callable[[], Cluster]) -> None:
        self._folder = folder
        self._cluster = cluster
        self._templates: dict[object, str] = {}
        self._numbers = itertools.count()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @contextmanager
    def copy(
        self, backend: str, values: dict[str, Any], folder: Path, extra: Sequence[Plugin] = ()
    ) -> Iterator[DatabaseUrls]:
        """A fresh copy of the template for the plugins that ``values`` enable, and those given by hand."""
        enabled = values.get("plugins", {}).get("enabled")
        chosen = None if enabled is None else tuple(sorted(enabled))
        key = (backend, chosen, tuple(type(plugin) for plugin in extra))
        if key not in self._templates:
            self._templates[key] = self._template(backend, values, extra)
        with self._made(backend, folder, self._templates[key]) as urls:
            yield urls

    @contextmanager
    def empty(self, backend: str, folder: Path) -> Iterator[DatabaseUrls]:
        """A database without any table."""
        with self._made(backend, folder, None) as urls:
            yield urls

    @contextmanager
    def _made(self, backend: str, folder: Path, template: str | None) -> Iterator[DatabaseUrls]:
        name = self._name()
        if backend == "sqlite":
            path = folder / f"{name}.sqlite"
            if template is not None:
                shutil.copy(template, path)
            yield DatabaseUrls(f"sqlite:///{path}", f"sqlite:///{path}")
            return
        yield self._cluster().create_database(name, template=template)
        self._cluster().drop_database(name)

    def _name(self) -> str:
        return f"test_{os.getpid()}_{next(self._numbers)}"

    def _template(self, backend: str, values: dict[str, Any], extra: Sequence[Plugin]) -> str:
        name = self._name()
        if backend == "sqlite":
            path = self._folder / f"{name}.sqlite"
            self._migrate(DatabaseUrls(f"sqlite:///{path}", f"sqlite:///{path}"), values, extra)
            return str(path)
        urls = self._cluster().create_database(name)
        self._stack.callback(self._cluster().drop_database, name)
        self._migrate(urls, values, extra)
        return name

    def _migrate(self, urls: DatabaseUrls, values: dict[str, Any], extra: Sequence[Plugin]) -> None:
        from balaikota.kernel.db.migrate import upgrade
        from balaikota.testing.city import city_at

        runtime = city_at(urls, values, folder=self._folder, extra=extra)
        upgrade(runtime)
        runtime.database.dispose()
