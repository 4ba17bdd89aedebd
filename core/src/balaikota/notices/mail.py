# SPDX-License-Identifier: Apache-2.0
"""E-mail through the city's SMTP server."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime
from typing import Final

from balaikota.kernel.contributions import Outgoing
from balaikota.kernel.events import Undeliverable
from balaikota.kernel.settings import Mail
from balaikota.notices.deadline import deadline

STEP_SECONDS: Final = 10.0
WHOLE_SECONDS: Final = 60.0
IMPLICIT_TLS: Final = 465  # RFC 8314: TLS from the first byte
PERMANENT: Final = range(500, 600)


def send(settings: Mail, sender_name: str, message: Outgoing) -> None:
    """Hand the message to the server. Raises ``Undeliverable`` when the server will never take it, else what failed."""
    composed = compose(settings, sender_name, message)
    server = _reached(settings)
    with deadline(WHOLE_SECONDS, lambda: server.sock):
        try:
            if settings.starttls and settings.port != IMPLICIT_TLS:
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password)
            _hand_over(server, composed)
        finally:
            # A message that was taken is not sent again because the goodbye fails.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()


def compose(settings: Mail, sender_name: str, message: Outgoing) -> EmailMessage:
    """The message as it is sent: plain text, one receiver. Raises ``Undeliverable`` for an address that is none."""
    composed = EmailMessage(policy=SMTP)
    try:
        composed["To"] = Address(addr_spec=message.address)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise Undeliverable("this is no e-mail address") from error
    composed["From"] = Address(_one_line(sender_name), addr_spec=settings.sender)
    composed["Subject"] = _one_line(message.subject)
    composed["Date"] = format_datetime(localtime())
    # The same for every attempt, so that a mail program shows a repetition once.
    composed["Message-ID"] = f"<{message.delivery_id}@{settings.sender.rpartition('@')[2]}>"
    composed["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, please
    composed.set_content(f"{message.body}\n\n-- \n{sender_name}\n")
    return composed


def _reached(settings: Mail) -> smtplib.SMTP:
    if settings.port != IMPLICIT_TLS:
        return smtplib.SMTP(settings.host, settings.port, timeout=STEP_SECONDS)
    tls = ssl.create_default_context()
    return smtplib.SMTP_SSL(settings.host, settings.port, timeout=STEP_SECONDS, context=tls)


def _hand_over(server: smtplib.SMTP, composed: EmailMessage) -> None:
    try:
        server.send_message(composed)
    except smtplib.SMTPNotSupportedError as error:
        raise Undeliverable("the mail server cannot carry this address") from error
    except smtplib.SMTPRecipientsRefused as error:
        if all(code in PERMANENT for code, _words in error.recipients.values()):
            raise Undeliverable("the mail server refuses the address") from error
        raise
    except smtplib.SMTPDataError as error:
        if error.smtp_code in PERMANENT:
            raise Undeliverable("the mail server refuses the message") from error
        raise


def _one_line(text: str) -> str:
    """A header is one line: whatever breaks lines in a name becomes a blank."""
    return " ".join(text.split())
