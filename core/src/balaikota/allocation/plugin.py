# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``allocation``."""

from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import _


class Allocation(Plugin):
    """Numbers that are given out once: of letters, of requests."""

    name = "allocation"
    title = _("Alokasi nomor")
