# SPDX-License-Identifier: Apache-2.0
"""From a message that is to go out to the channel that carries it. No transaction is open here."""

from __future__ import annotations

from balaikota.kernel.contributions import Outgoing
from balaikota.kernel.events import Undeliverable
from balaikota.kernel.pages.languages import Languages
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.text import Text, speaking
from balaikota.notices import development, gateway, mail
from balaikota.notices.events import MessageDispatched


def send(runtime: Runtime, languages: Languages, dispatched: MessageDispatched) -> None:
    """Ask the plugins who carries it; the core's own channels are asked last.

    What nobody carries stays in the inbox, where it is already. Raises what the channel raises, and
    ``Undeliverable`` when nobody carries a code that somebody waits for.
    """
    outgoing = worded(runtime, languages, dispatched)
    if runtime.plugins.first("deliver", message=outgoing):
        return
    if dispatched.secret:
        raise Undeliverable(f"no channel carries {dispatched.channel}")


def worded(runtime: Runtime, languages: Languages, dispatched: MessageDispatched) -> Outgoing:
    """The message in its reader's language, with a full address where it has a link."""
    with speaking(languages[dispatched.language]):
        subject = str(Text(dispatched.title, **dispatched.values))
        body = str(Text(dispatched.body, **dispatched.values))
    if dispatched.link:
        body += f"\n\n{runtime.settings.server.base_url.rstrip('/')}{dispatched.link}"
    return Outgoing(
        channel=dispatched.channel,
        address=dispatched.address,
        subject=subject,
        body=body,
        delivery_id=dispatched.dispatch_id,
        secret=dispatched.secret,
    )


def carry(runtime: Runtime, message: Outgoing) -> bool | None:
    """The core's own channels: SMTP, phone gateway, and in a demo the terminal for codes; None where none is set."""
    settings = runtime.settings
    if message.channel == "email" and settings.mail.host:
        mail.send(settings.mail, settings.city.government, message)
        return True
    if message.channel == "phone" and settings.phone.url:
        gateway.send(settings.phone, message)
        return True
    if message.secret and settings.server.mode in {"demo", "test"}:
        development.show(message)
        return True
    return None
