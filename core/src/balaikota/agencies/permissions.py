# SPDX-License-Identifier: Apache-2.0
"""What admins may do with offices and officers."""

from __future__ import annotations

from typing import Final

from balaikota.agencies.services import MANAGE_OFFICERS, MANAGE_UNITS
from balaikota.kernel.contributions import Permission
from balaikota.kernel.text import _

PERMISSIONS: Final = (
    Permission(MANAGE_UNITS, _("Mengelola perangkat daerah"), roles=("admin",)),
    Permission(MANAGE_OFFICERS, _("Mengelola petugas dan jabatannya"), roles=("admin",)),
)
