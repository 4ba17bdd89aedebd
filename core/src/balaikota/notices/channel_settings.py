# SPDX-License-Identifier: Apache-2.0
"""Whether the channels of the settings can work at all: found at the start, not with the first code."""

from __future__ import annotations

from balaikota.kernel.settings import Settings, SettingsError
from balaikota.notices.gateway import wrong_settings


def check_channels(settings: Settings) -> None:
    """Raise ``SettingsError`` for a mail server without a sender, or a gateway that would not get the message."""
    if settings.mail.host and not settings.mail.sender:
        raise SettingsError("mail.sender: a mail server is set, so a sender is needed")
    if fault := wrong_settings(settings.phone):
        raise SettingsError(fault)
