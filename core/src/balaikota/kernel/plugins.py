# SPDX-License-Identifier: Apache-2.0
"""Discovery, order and collection of plugins. Disabled code is never imported; order never carries meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy
import structlog

from balaikota.kernel import hookspecs
from balaikota.kernel.plugin import Plugin, PluginError
from balaikota.kernel.plugin_contract import (
    announced_events,
    check_events,
    check_identity,
    check_versions,
)

__all__ = ["BUILTIN_GROUP", "PLUGIN_GROUP", "PluginError", "Plugins", "installed_names", "load"]

BUILTIN_GROUP = "balaikota.builtin"
PLUGIN_GROUP = "balaikota.plugins"

log = structlog.get_logger(__name__)


class Plugins:
    """The plugins of one app, in order: built-ins first, then by ``requires`` and name."""

    def __init__(
        self, builtins: Sequence[Plugin], chosen: Sequence[Plugin], distributions: dict[str, str]
    ) -> None:
        self.builtins = tuple(builtins)
        self.chosen = tuple(chosen)
        self.distributions = distributions
        self._pluggy = _registered((*builtins, *chosen))

    def __iter__(self) -> Iterator[Plugin]:
        return iter((*self.builtins, *self.chosen))

    def __getitem__(self, name: str) -> Plugin:
        plugin = self._pluggy.get_plugin(name)
        if not isinstance(plugin, Plugin):
            raise KeyError(name)
        return plugin

    def __contains__(self, name: str) -> bool:
        return self._pluggy.has_plugin(name)

    def implements(self, plugin: Plugin, hook: str) -> bool:
        """Whether ``plugin`` answers ``hook``."""
        return hook in self.hooks_of(plugin)

    def hooks_of(self, plugin: Plugin) -> list[str]:
        """Names of the hooks that ``plugin`` answers."""
        return sorted(caller.name for caller in self._pluggy.get_hookcallers(plugin) or ())

    def call(self, plugin: Plugin, hook: str, **arguments: Any) -> Any:
        """Ask one plugin only; the answer is its own, unwrapped."""
        others = [other for other in self if other is not plugin]
        answers = self._pluggy.subset_hook_caller(hook, others)(**arguments)
        return answers[0] if isinstance(answers, list) and answers else answers or None

    def collect(
        self, hook: str, *, isolate: bool = False, **arguments: Any
    ) -> Iterator[tuple[Plugin, Any]]:
        """Ask every plugin and yield ``(plugin, item)``, in order.

        The only way the core asks an additive question: answers keep the name of who gave them, contributed
        names must start with ``<plugin>.`` or ``<plugin>_`` and be unique. With ``isolate`` a plugin that fails
        is logged and left out; otherwise the failure is raised as :class:`PluginError`.
        """
        seen: set[str] = set()
        for plugin in self:
            if not self.implements(plugin, hook):
                continue
            try:
                items = tuple(self.call(plugin, hook, **arguments) or ())
                _check_names(plugin, hook, items, seen)
            except Exception as error:
                if not isolate:
                    raise PluginError(f"plugin {plugin.name!r}, hook {hook}: {error}") from error
                log.exception("plugin_failed", plugin=plugin.name, hook=hook)
                continue
            yield from ((plugin, item) for item in items)

    def first(self, hook: str, **arguments: Any) -> Any:
        """Ask a ``firstresult`` question: chosen plugins before the core's own; None when nobody knows."""
        return getattr(self._pluggy.hook, hook)(**arguments)


def load(enabled: Iterable[str] | None = None, extra: Iterable[Plugin] = ()) -> Plugins:
    """Import the built-ins and the ``enabled`` plugins (None: every installed one) and check their contract.

    ``extra`` are instances that a test passes by hand. Raises :class:`PluginError`.
    """
    builtin_points = _installed(BUILTIN_GROUP)
    chosen_points = _installed(PLUGIN_GROUP)
    names = list(chosen_points) if enabled is None else list(enabled)
    if missing := [name for name in names if name not in chosen_points]:
        raise PluginError(f"enabled but not installed: {', '.join(missing)}")
    for name in names:
        check_versions(chosen_points[name])
    builtins = [_opened(point) for point in builtin_points.values()]
    chosen = [_opened(chosen_points[name]) for name in dict.fromkeys(names)] + list(extra)
    check_identity(builtins, chosen)
    points = {**builtin_points, **{name: chosen_points[name] for name in names}}
    distributions = {name: point.dist.name for name, point in points.items() if point.dist}
    plugins = Plugins(_ordered(builtins), _ordered(chosen, known=builtins), distributions)
    announced = announced_events(plugins)
    for plugin in plugins:
        check_events(plugin, plugins.hooks_of(plugin), announced)
    return plugins


def installed_names() -> list[str]:
    """Names of the plugins that are installed here, enabled or not."""
    return list(_installed(PLUGIN_GROUP))


def _installed(group: str) -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            raise PluginError(
                f"plugin {point.name!r} is installed twice: {other.value}, {point.value}"
            )
    return found


def _opened(point: EntryPoint) -> Plugin:
    try:
        plugin = point.load()()
    except Exception as error:
        raise PluginError(f"plugin {point.name!r} cannot be imported: {error}") from error
    if not isinstance(plugin, Plugin) or getattr(plugin, "name", None) != point.name:
        raise PluginError(
            f"entry point {point.name!r} gives {plugin!r}: a Plugin of that name is needed"
        )
    return plugin


def _ordered(plugins: Sequence[Plugin], known: Sequence[Plugin] = ()) -> list[Plugin]:
    by_name = {plugin.name: plugin for plugin in sorted(plugins, key=lambda plugin: plugin.name)}
    present = {plugin.name for plugin in known} | set(by_name)
    for plugin in by_name.values():
        if lacking := [name for name in plugin.requires if name not in present]:
            raise PluginError(
                f"plugin {plugin.name!r} needs {', '.join(lacking)}, which is not enabled"
            )
    graph = {name: [r for r in plugin.requires if r in by_name] for name, plugin in by_name.items()}
    try:
        return [by_name[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise PluginError(
            f"plugins require each other in a circle: {' -> '.join(error.args[1])}"
        ) from error


def _registered(plugins: Sequence[Plugin]) -> pluggy.PluginManager:
    """Register built-ins first: pluggy calls the last registered first, so a city's provider precedes ours."""
    hooks = pluggy.PluginManager(hookspecs.PROJECT)
    hooks.add_hookspecs(hookspecs)
    for plugin in plugins:
        try:
            hooks.register(plugin, plugin.name)
            hooks.check_pending()
        except pluggy.PluginValidationError as error:
            raise PluginError(f"plugin {plugin.name!r}: {error}") from error
    return hooks


def _check_names(plugin: Plugin, hook: str, items: Iterable[Any], seen: set[str]) -> None:
    # Grants name any permission and commands live in the plugin's own group: neither carries the prefix.
    if hook in {"grants", "commands"}:
        return
    for item in items:
        name: str = item.name
        if name != plugin.name and not name.startswith((f"{plugin.name}.", f"{plugin.name}_")):
            raise PluginError(f"{name!r} does not start with {plugin.name!r}")
        if name in seen:
            raise PluginError(f"{name!r} is contributed twice")
        seen.add(name)
