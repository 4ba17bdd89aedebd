# SPDX-License-Identifier: Apache-2.0
"""The names of what officers may do with requests; which roles hold them stands in ``plugin.py``."""

from __future__ import annotations

from typing import Final

NAME: Final = "public_services"

READ: Final = "public_services.request.read"
PROCESS: Final = "public_services.request.process"
VERIFY: Final = "public_services.request.verify"
DECIDE: Final = "public_services.request.decide"

ACTING: Final = (PROCESS, VERIFY, DECIDE)
"""Permissions that an action of a workflow may ask for."""
