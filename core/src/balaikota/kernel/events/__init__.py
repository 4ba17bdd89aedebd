# SPDX-License-Identifier: Apache-2.0
"""Announcements: written with the change that caused them, delivered after commit, at least once."""

from balaikota.kernel.events.event import Event, Message, Undeliverable
from balaikota.kernel.events.outbox import announce, notify

__all__ = ["Event", "Message", "Undeliverable", "announce", "notify"]
