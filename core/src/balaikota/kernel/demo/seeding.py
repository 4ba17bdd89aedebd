# SPDX-License-Identifier: Apache-2.0
"""Fill a demo city once: every plugin that knows how seeds its own part, with random numbers from a fixed seed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from random import Random

from balaikota.kernel.contributions import DemoAccount
from balaikota.kernel.events.worker import deliver_once
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.text import Text

BATCH = 100


def seed_city(runtime: Runtime, record: Path, say: Callable[[str], None]) -> list[DemoAccount]:
    """Seed what has not been seeded and return every demo account, also of earlier runs.

    ``record`` is a JSON file that remembers which plugins are done, so that one enabled later is seeded then.
    """
    done: dict[str, list[dict[str, str | None]]] = {}
    if record.exists():
        done = json.loads(record.read_text(encoding="utf-8"))
    for plugin in runtime.plugins:
        if plugin.name in done or not runtime.plugins.implements(plugin, "seed_demo"):
            continue
        say(f"seeding {plugin.name} …")
        with runtime.database.write() as session:
            rng = Random(f"balaikota/{plugin.name}")  # noqa: S311 - the same people in every demo
            accounts = runtime.plugins.call(plugin, "seed_demo", session=session, rng=rng) or ()
            done[plugin.name] = [
                asdict(account) | {"role": str(account.role)} for account in accounts
            ]
        while deliver_once(runtime, BATCH):
            pass  # what the seeding announced happens now, not when somebody first looks
        record.write_text(json.dumps(done, indent=1), encoding="utf-8")
    return [_account(values) for accounts in done.values() for values in accounts]


def _account(values: dict[str, str | None]) -> DemoAccount:
    return DemoAccount(
        name=str(values["name"]),
        role=Text(str(values["role"])),
        contact=str(values["contact"]),
        password=str(values["password"]),
        totp_secret=values["totp_secret"],
    )
