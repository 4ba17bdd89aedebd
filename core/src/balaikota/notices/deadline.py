# SPDX-License-Identifier: Apache-2.0
"""An end to waiting for another server, however slowly it speaks: a socket's own timeout starts anew with each byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def deadline(seconds: float, connection: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Cut the socket that ``connection`` returns when the block takes longer; what waits for it then fails."""

    def cut() -> None:
        found = connection()
        if found is not None:
            with suppress(OSError):  # it has just ended by itself
                # Below TLS, which would want to say goodbye and wait for an answer.
                socket.socket.shutdown(found, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
