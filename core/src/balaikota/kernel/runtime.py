# SPDX-License-Identifier: Apache-2.0
"""One opened city hall: settings, plugins, database, keys. It belongs to an app or a command; nothing is global."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from balaikota.kernel import plugins as loader
from balaikota.kernel.db.engine import Database
from balaikota.kernel.db.owners import import_models
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.plugins import PluginError, Plugins
from balaikota.kernel.secrets.keys import KeyRing
from balaikota.kernel.settings import City, Settings, SettingsError


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Runtime:
    """Everything that one process needs to serve one city. ``now`` is the clock; tests replace it."""

    def __init__(
        self, settings: Settings, plugins: Plugins, *, clock: Callable[[], datetime] = _utc_now
    ) -> None:
        self.settings = settings
        self.plugins = plugins
        self.now = clock
        self.keys = KeyRing(settings.master_key)
        self.database = Database(self, settings.database_url, settings.database_owner_url)
        self.plugin_settings: dict[str, dict[str, Any]] = {}
        import_models(plugins)
        for plugin in plugins:
            self._start(plugin)
        _refuse_strange_sections(settings, plugins)

    @property
    def city(self) -> City:
        """The city of the settings."""
        return self.settings.city

    def today(self) -> date:
        """The date in the city (WIB, WITA or WIT), for deadlines, numbers and quotas."""
        return self.now().astimezone(self.settings.city.zone).date()

    def _start(self, plugin: Plugin) -> None:
        plugin.runtime = self
        try:
            if plugin.settings is not None:
                self.plugin_settings[plugin.name] = self.settings.section(
                    plugin.name, plugin.settings
                )
            plugin.start()
        except PluginError:
            raise
        except SettingsError as error:
            raise SettingsError(f"settings of plugin {plugin.name!r}: {error}") from error
        except Exception as error:
            raise PluginError(f"plugin {plugin.name!r} cannot start: {error}") from error


def open_runtime(
    settings: Settings, *, extra: Iterable[Plugin] = (), clock: Callable[[], datetime] = _utc_now
) -> Runtime:
    """Load the plugins that ``settings`` enable and open the city. Raises ``PluginError`` or ``SettingsError``."""
    return Runtime(settings, loader.load(settings.enabled, extra), clock=clock)


def _refuse_strange_sections(settings: Settings, plugins: Plugins) -> None:
    """A section that no enabled plugin reads is a slip of the pen, unless that plugin is merely not enabled."""
    installed = set(loader.installed_names())
    for name in settings.sections:
        if name not in plugins and name not in installed:
            raise SettingsError(
                f"{name}: no such section; sections are the kernel's or named like a plugin"
            )
        if name in plugins and plugins[name].settings is None:
            raise SettingsError(f"{name}: this plugin has no settings")
