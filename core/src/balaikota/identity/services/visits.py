# SPDX-License-Identifier: Apache-2.0
"""Where a request comes from, as far as sign-in needs to know: a network to throttle, a device to show in a list."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from balaikota.identity.models import Kind

# The first name that occurs wins, so those that imitate others come first.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "UCBrowser": "UC Browser",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
LABEL_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Visit:
    """The origin of a request: ``kind`` tells a browser's page from the API."""

    network: str = ""
    device: str = ""
    kind: Kind = "page"


def network_of(address: str | None) -> str:
    """The network that is throttled as one: an IPv4 address, or the /64 that one IPv6 subscriber has (RFC 6177)."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return ""
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))


def device_label(user_agent: str) -> str:
    """Words by which a person knows the device again: ``Chrome, Android``; an app gives its own name."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    words = ", ".join(filter(None, (browser, system)))
    if browser or not user_agent:
        return words
    program = "".join(letter for letter in user_agent.split(maxsplit=1)[0] if letter.isprintable())
    return ", ".join(filter(None, (program.partition("/")[0], system)))[:LABEL_LENGTH]
