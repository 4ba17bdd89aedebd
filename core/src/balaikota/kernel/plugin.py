# SPDX-License-Identifier: Apache-2.0
"""The one class that a plugin subclasses. An attribute is a fact the core may read without running the plugin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from marshmallow import Schema

    from balaikota.kernel.events import Event
    from balaikota.kernel.runtime import Runtime
    from balaikota.kernel.text import Text


class PluginError(RuntimeError):
    """The boot stops: a plugin breaks its contract. The message names the plugin and what is wrong."""


class Plugin:
    """Identity as attributes, behaviour as hooks. The docstring of the subclass is what the city reads.

    ``name`` is the entry point, the table prefix, the API segment and the permission prefix at once;
    ``slug`` is the path of the pages in the city's language. ``requires`` names other plugins. ``settings``
    validates the plugin's section of the settings file. ``events`` are the classes that it announces,
    ``listens`` the names of events that ``on_event`` wants, ``sends`` the names of events that ``send_event``
    carries to another server, ``sign_in`` the endpoint of a sign-in page that it offers to visitors who need
    one. ``migrations``, ``templates``, ``translations`` and ``_assets`` beside the plugin's module count because
    they exist.
    """

    name: ClassVar[str]
    slug: ClassVar[str] = ""
    title: ClassVar[Text]
    requires: ClassVar[tuple[str, ...]] = ()
    settings: ClassVar[type[Schema] | None] = None
    events: ClassVar[tuple[type[Event], ...]] = ()
    listens: ClassVar[tuple[str, ...]] = ()
    sends: ClassVar[tuple[str, ...]] = ()
    sign_in: ClassVar[str | None] = None

    runtime: Runtime
    """The opened city that this instance serves; set at boot, for providers that get no session."""

    @property
    def package(self) -> Path:
        """The folder of the plugin's module."""
        module = sys.modules[type(self).__module__]
        return Path(str(module.__file__)).parent

    def folder(self, name: str) -> Path | None:
        """The folder ``name`` beside the plugin's module, if it is there."""
        path = self.package / name
        return path if path.is_dir() else None

    def start(self) -> None:
        """Called once at boot after settings are read: load what must be right before the first request.

        Raises whatever is wrong; the boot stops and names the plugin.
        """
