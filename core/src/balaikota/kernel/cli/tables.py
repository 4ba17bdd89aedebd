# SPDX-License-Identifier: Apache-2.0
"""Lines in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click


def print_table(head: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    """Print ``rows`` under ``head``, in columns as wide as they need; nothing (None) is a dash."""
    lines = [list(head), *([cell or "-" for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        click.echo("  ".join(map(str.ljust, line, widths)).rstrip())
