# SPDX-License-Identifier: Apache-2.0
"""A city in a folder of its own, worked by the program ``balaikota`` in processes: what an operator sees."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from balaikota.testing.city import city_settings
from balaikota.testing.ports import free_port
from balaikota.testing.postgres import DatabaseUrls

WAIT_SECONDS = 120


def toml(values: dict[str, Any]) -> str:
    """A settings file with these sections; JSON's texts, numbers and lists are TOML's as well."""
    lines: list[str] = []
    for section, entries in values.items():
        lines += [
            f"[{section}]",
            *(f"{name} = {json.dumps(value)}" for name, value in entries.items()),
        ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class InstalledCity:
    """The city of the file ``settings``.

    ``program`` is ``balaikota`` of some environment; ``path`` are folders with distributions that count as
    installed there as well.
    """

    settings: Path
    program: Path
    path: tuple[Path, ...] = ()

    @classmethod
    def make(
        cls,
        folder: Path,
        urls: DatabaseUrls,
        *,
        enabled: Iterable[str] = (),
        path: tuple[Path, ...] = (),
        program: Path | None = None,
    ) -> InstalledCity:
        """Write the settings file of a city on the database at ``urls`` into ``folder``."""
        database = {"url": urls.url, "owner_url": urls.owner_url}
        values = city_settings(folder, enabled=enabled) | {"database": database}
        file = folder / "balaikota.toml"
        file.write_text(toml(values), encoding="utf-8")
        return cls(file, program or Path(sys.executable).with_name("balaikota"), path)

    def start(self, *words: str, path: tuple[Path, ...] | None = None, **environ: str) -> Process:
        """Begin ``balaikota <words>`` in a process; ``path`` instead of the city's own, ``environ`` beside ours."""
        folders = self.path if path is None else path
        clean = {k: v for k, v in os.environ.items() if not k.startswith("BALAIKOTA_")}
        place = {"PYTHONPATH": os.pathsep.join([*map(str, folders), clean.get("PYTHONPATH", "")])}
        return subprocess.Popen(
            [str(self.program), "--settings", str(self.settings), *words],
            env=clean | place | environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        *words: str,
        path: tuple[Path, ...] | None = None,
        typed: str = "",
        status: int = 0,
        **environ: str,
    ) -> str:
        """Run ``balaikota <words>`` to its end and return what it printed, or what it complained of.

        ``typed`` is what its user types. ``status`` is the exit status that is expected; other than 0 it is the
        complaint that is returned.
        """
        process = self.start(*words, path=path, **environ)
        printed, complained = process.communicate(typed, timeout=WAIT_SECONDS)
        assert process.returncode == status, f"{words}: {process.returncode}\n{printed}{complained}"
        return complained if status else printed

    @contextmanager
    def serving(self, *words: str) -> Iterator[str]:
        """``balaikota serve <words>``; gives its address once it answers, and ends it as an init system does."""
        port = free_port()
        process = self.start("serve", "--bind", f"127.0.0.1:{port}", *words)
        try:
            address = f"http://127.0.0.1:{port}"
            _await(process, f"{address}/healthz")
            yield address
            process.send_signal(signal.SIGTERM)
            _printed, complained = process.communicate(timeout=WAIT_SECONDS)
            assert process.returncode == 0, complained
        finally:
            process.kill()
            process.communicate()


Process = subprocess.Popen[str]


def _await(process: Process, address: str) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()
        with suppress(OSError):
            urlopen(address).close()  # noqa: S310 - our own address
            return
        time.sleep(0.1)
    raise TimeoutError(address)
