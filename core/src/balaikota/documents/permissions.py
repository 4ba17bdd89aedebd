# SPDX-License-Identifier: Apache-2.0
"""Rights around letters."""

from __future__ import annotations

from balaikota.documents.services.ending import REVOKE
from balaikota.documents.services.reading import VIEW
from balaikota.kernel.contributions import Permission
from balaikota.kernel.text import _

PERMISSIONS = (
    Permission(
        VIEW,
        _("Melihat surat yang diterbitkan unitnya"),
        roles=("front_officer", "section_head", "lurah"),
    ),
    Permission(REVOKE, _("Mencabut surat unitnya"), roles=("lurah",)),
)
