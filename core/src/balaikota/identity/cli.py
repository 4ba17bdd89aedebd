# SPDX-License-Identifier: Apache-2.0
"""Commands ``balaikota identity …``."""

from __future__ import annotations

import click

from balaikota.identity.services import account_of_contact, read_contact, revoke_sessions
from balaikota.kernel.problems import Invalid
from balaikota.kernel.runtime import Runtime


@click.command("revoke-sessions")
@click.option("--contact", required=True, help="Phone number or e-mail address of the account.")
@click.pass_obj
def end_sessions(runtime: Runtime, contact: str) -> None:
    """End every session of one account at once, e.g. after a phone was stolen."""
    try:
        address = read_contact(contact)
    except Invalid as problem:
        raise click.ClickException(str(problem.errors[0].detail)) from problem
    with runtime.database.write() as session:
        account = account_of_contact(session, address)
        if account is None:
            raise click.ClickException("no account has this contact")
        ended = revoke_sessions(session, None, account.id)
    click.echo(f"{ended} sessions ended")
