# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``files``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import _

if TYPE_CHECKING:
    import click

    from balaikota.kernel.contributions import Job


class Files(Plugin):
    """Files that people send in: checked, re-encoded, encrypted."""

    name = "files"
    title = _("Berkas")

    @hookimpl
    def jobs(self) -> Iterable[Job]:
        """Remove what no row knows."""
        from balaikota.files.jobs import SWEEP

        return [SWEEP]

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        """``balaikota files sweep``."""
        from balaikota.files.cli import sweep

        return [sweep]
