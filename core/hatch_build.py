# SPDX-License-Identifier: Apache-2.0
"""Builds the browser assets while hatchling packs: npm ci, npm run build, into the folder named ``out``.

The folder is git-ignored, so it is named as an artifact to get into sdist, wheel and editable install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INPUTS = ("package.json", "package-lock.json", "frontend")


class AssetsBuildHook(BuildHookInterface[Any]):
    """Settings: ``[tool.hatch.build.hooks.custom] out = "src/<package>/_assets"``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the assets up to date and add them to what is packed.

        Raises RuntimeError when they must be built and npm is missing.
        """
        root, out = Path(self.root), Path(self.root, self.config["out"])
        skipped = os.environ.get("BALAIKOTA_SKIP_NPM") == "1"
        if not (skipped or is_current(root, out / "manifest.json")):
            build_assets(root)
        if out.exists():
            build_data["artifacts"].append(f"/{out.relative_to(root).as_posix()}/")


def is_current(root: Path, manifest: Path) -> bool:
    """Whether the assets came with the sdist, or no input has changed since they were built."""
    if not manifest.exists():
        return False
    inputs = [path for name in INPUTS for path in (root / name, *(root / name).rglob("*"))]
    newest = max((path.stat().st_mtime for path in inputs if path.exists()), default=0.0)
    return (root / "PKG-INFO").exists() or manifest.stat().st_mtime >= newest


def build_assets(root: Path) -> None:
    """Run npm in ``root``; install scripts of packages never run."""
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError(
            "npm (Node.js 20 or newer) is needed to build the browser assets and was not found. Install "
            "Node.js, or install a released wheel, or set BALAIKOTA_SKIP_NPM=1 for an API without pages."
        )
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=root, check=True)
    subprocess.run([npm, "run", "--silent", "build"], cwd=root, check=True)
