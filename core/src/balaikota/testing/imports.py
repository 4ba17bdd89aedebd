# SPDX-License-Identifier: Apache-2.0
"""What a plugin imports of the core and of other plugins: public names only."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

FACADE = "balaikota"
TEST_KIT = "balaikota.testing"


def import_faults(folder: Path, package: str, services_of: Mapping[str, bool]) -> list[str]:
    """Imports below ``folder``, the files of ``package``, that reach behind somebody's door.

    Of the core only ``from balaikota import …`` (and its test kit) is public. ``services_of`` tells of the
    packages of other plugins whether the plugin requires them: then their ``services`` are public.
    """
    faults = []
    for path in sorted(folder.rglob("*.py")):
        for line, module in _imports(ast.parse(path.read_text(encoding="utf-8"))):
            if not _is_public(module, package, services_of):
                faults.append(f"{path.relative_to(folder)}:{line} imports {module}")
    return faults


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def _is_public(module: str, package: str, services_of: Mapping[str, bool]) -> bool:
    top = module.partition(".")[0]
    if top == FACADE:
        return module == FACADE or f"{module}.".startswith(f"{TEST_KIT}.")
    if top == package or top not in services_of:
        return True
    return services_of[top] and f"{module}.".startswith(f"{top}.services.")
