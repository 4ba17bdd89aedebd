# SPDX-License-Identifier: Apache-2.0
"""What a plugin promises by being loaded: who it is, what it needs, what it announces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import is_dataclass
from importlib.metadata import EntryPoint, PackageNotFoundError, version
from typing import Any

from packaging.requirements import Requirement

from balaikota.kernel.plugin import Plugin, PluginError

RESERVED = frozenset({"core", "kernel", "alembic", "balaikota", "api", "petugas"}) | {
    # commands of the kernel: a plugin's own stand beside them
    *("db", "demo", "events", "keys", "plugins", "serve", "worker")
}
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EVENT_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def check_identity(builtins: Sequence[Plugin], chosen: Sequence[Plugin]) -> None:
    """Names, slugs and descriptions of the ``chosen`` plugins. Raises :class:`PluginError`."""
    taken = {plugin.name for plugin in builtins} | RESERVED
    slugs: dict[str, str] = {}
    for plugin in chosen:
        _check_name(plugin.name, taken)
        taken.add(plugin.name)
        if not type(plugin).__doc__ or not str(getattr(plugin, "title", "")).strip():
            raise PluginError(f"plugin {plugin.name!r} needs a title and a docstring")
        if not SLUG.fullmatch(plugin.slug):
            raise PluginError(
                f"plugin {plugin.name!r}: {plugin.slug!r} is not a slug like tata-ruang"
            )
        if plugin.slug in slugs:
            raise PluginError(
                f"plugin {plugin.name!r}: the slug {plugin.slug!r} is taken by {slugs[plugin.slug]!r}"
            )
        slugs[plugin.slug] = plugin.name


def _check_name(name: str, taken: Iterable[str]) -> None:
    if not NAME.fullmatch(name):
        raise PluginError(f"plugin {name!r}: a name has small letters, digits and single _ only")
    if name in taken:
        raise PluginError(f"plugin {name!r}: the name is reserved or taken")
    for other in taken:
        if name.startswith(f"{other}_") or other.startswith(f"{name}_"):
            raise PluginError(
                f"plugin {name!r}: the name extends {other!r}, their tables would mix"
            )


def check_versions(point: EntryPoint) -> None:
    """Compare what the distribution declares with what is installed (``pip --no-deps`` does not).

    Reads metadata only, before the plugin's code is imported. Raises :class:`PluginError`.
    """
    for line in (point.dist.requires if point.dist else None) or ():
        requirement = Requirement(line)
        if not requirement.name.startswith("balaikota") or requirement.marker is not None:
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            raise PluginError(
                f"plugin {point.name!r} needs {requirement}, which is not installed"
            ) from None
        if not requirement.specifier.contains(found, prereleases=True):
            raise PluginError(
                f"plugin {point.name!r} needs {requirement}, but {requirement.name} {found} is installed"
            )


def check_events(plugin: Plugin, hooks: Sequence[str], announced: dict[str, set[str]]) -> None:
    """What ``plugin`` announces and wants to hear. Raises :class:`PluginError`.

    ``announced`` are the events of each plugin that is present: a name that its plugin does not announce is
    misspelt, while one of an absent plugin merely never comes.
    """
    for kind in plugin.events:
        if fault := _event_fault(plugin, kind):
            raise PluginError(f"plugin {plugin.name!r}: event {kind!r} {fault}")
    for attribute, hook in (("listens", "on_event"), ("sends", "send_event")):
        names: tuple[str, ...] = getattr(plugin, attribute)
        if names and hook not in hooks:
            raise PluginError(f"plugin {plugin.name!r} {attribute} to events but has no {hook}")
        for name in names:
            known = announced.get(name.partition(".")[0])
            if not EVENT_NAME.fullmatch(name) or (known is not None and name not in known):
                raise PluginError(f"plugin {plugin.name!r} {attribute} {name!r}: no such event")


def _event_fault(plugin: Plugin, kind: Any) -> str | None:
    from balaikota.kernel.events.event import Event

    if not (isinstance(kind, type) and issubclass(kind, Event) and is_dataclass(kind)):
        return "is not a dataclass that inherits Event"
    if "name" not in vars(kind) or not EVENT_NAME.fullmatch(kind.name):
        return "has no name such as documents.letter_signed"
    if not kind.name.startswith(f"{plugin.name}."):
        return f"is named {kind.name!r}, which does not begin with {plugin.name + '.'!r}"
    return None


def announced_events(plugins: Iterable[Plugin]) -> dict[str, set[str]]:
    """The names of the events that each plugin, and the kernel itself, announces."""
    from balaikota.kernel.events.event import Message

    found = {
        plugin.name: {getattr(kind, "name", "") for kind in plugin.events} for plugin in plugins
    }
    return found | {"kernel": {Message.name}}
