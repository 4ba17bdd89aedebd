# SPDX-License-Identifier: Apache-2.0
"""``balaikota demo``: a whole city on this machine, served as in production, with accounts to try it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import pyotp

from balaikota.kernel.contributions import DemoAccount
from balaikota.kernel.demo.city import prepare_city
from balaikota.kernel.demo.seeding import seed_city
from balaikota.kernel.runtime import open_runtime
from balaikota.kernel.settings import load_settings

PORT = 8000


@click.command()
@click.option("--city", default="bontang", show_default=True, help="Which demo city.")
@click.option(
    "--plugins", default=None, help='Only these plugins: "rdtr masdarling"; "" for the bare core.'
)
@click.option("--port", default=PORT, show_default=True, help="Where it is served.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=None, help="[default: var/demo/<city>]"
)
@click.option(
    "--codes", is_flag=True, help="Only print the officers' security codes of this moment."
)
@click.option(
    "--prepare-only", is_flag=True, help="Make the city, print its accounts, do not serve it."
)
def demo(
    city: str, plugins: str | None, port: int, folder: Path | None, codes: bool, prepare_only: bool
) -> None:
    """Make a demo city with people and requests, print its accounts, and serve it."""
    place = folder or Path("var/demo") / city
    settings = prepare_city(
        city, place, port=port, plugins=None if plugins is None else plugins.split()
    )
    accounts = _seeded(settings, place)
    if codes:
        _print_codes(accounts)
        return
    _print_city(accounts, place, port)
    if not prepare_only:
        sys.stdout.flush()
        serve = ["serve", "--bind", f"127.0.0.1:{port}", "--with-worker"]
        program = [
            sys.executable,
            "-m",
            "balaikota.kernel.cli",
            "--settings",
            str(settings),
            *serve,
        ]
        os.execv(sys.executable, program)  # noqa: S606 - the server takes this process's place


def _seeded(settings: Path, place: Path) -> list[DemoAccount]:
    from balaikota.kernel.db.migrate import upgrade

    runtime = open_runtime(load_settings(settings, {}))
    try:
        upgrade(runtime)
        return seed_city(runtime, place / "accounts.json", lambda line: click.echo(line, err=True))
    finally:
        runtime.database.dispose()


def _print_city(accounts: list[DemoAccount], place: Path, port: int) -> None:
    click.echo(f"\nBalaikota: http://localhost:{port}\n")
    for account in accounts:
        click.echo(f"  {account.role}")
        click.echo(f"    {account.contact}   kata sandi: {account.password}")
        if account.totp_secret:
            click.echo(f"    kode pengaman (TOTP): {account.totp_secret}")
    click.echo(
        f"\nKode pengaman saat ini: {sys.argv[0]} demo --codes (atau aplikasi pengaman di ponsel Anda)"
    )
    click.echo("Kode pendaftaran warga muncul di sini sebagai [balaikota] kode untuk …")
    click.echo(f"Data: {place.resolve()}   Berhenti: Ctrl-C\n")


def _print_codes(accounts: list[DemoAccount]) -> None:
    for account in accounts:
        if account.totp_secret:
            click.echo(
                f"{pyotp.TOTP(account.totp_secret).now()}  {account.contact}  {account.role}"
            )
