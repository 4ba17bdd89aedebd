# SPDX-License-Identifier: Apache-2.0
"""What the worker does by itself."""

from __future__ import annotations

from balaikota import Runtime
from balaikota_contoh import services


def close_empty_books(runtime: Runtime) -> None:
    """Remove the books in which nobody wrote."""
    with runtime.database.write() as session:
        services.close_empty_books(session)
