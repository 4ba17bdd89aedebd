# SPDX-License-Identifier: Apache-2.0
"""Ports for servers of tests: below 32768, where no outgoing connection takes them away."""

from __future__ import annotations

import random
import socket

PORTS = range(20_000, 32_000)


def free_port() -> int:
    """A port of the loopback address on which nobody listens. Raises ``OSError`` when a hundred tries found none."""
    for port in random.sample(PORTS, k=100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {PORTS.start} to {PORTS.stop - 1}")
