# SPDX-License-Identifier: Apache-2.0
"""What officers may do with the registry."""

from __future__ import annotations

from typing import Final

from balaikota.citizens.services import NIK_READ
from balaikota.kernel.contributions import Permission
from balaikota.kernel.text import _

PERMISSIONS: Final = (
    Permission(NIK_READ, _("Melihat NIK lengkap"), roles=("front_officer", "lurah")),
)
