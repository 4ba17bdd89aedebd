# SPDX-License-Identifier: Apache-2.0
"""A city that really listens: the app on a port of its own with its worker beside it, for browsers and clients."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from balaikota.kernel.runtime import Runtime


class _Quiet(WSGIRequestHandler):
    """The city writes its own request log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def live_city(runtime: Runtime) -> Iterator[str]:
    """Serve ``runtime`` at the address of its settings, which must be ``http://localhost:<port>``; yield the address.

    The worker runs beside the server, so messages and signatures happen as they do in a city.
    """
    from balaikota.kernel.app import create_app
    from balaikota.kernel.events.worker import run_worker

    address = runtime.settings.server.base_url
    port = int(address.rpartition(":")[2])
    server = make_server(
        "127.0.0.1", port, create_app(runtime), threaded=True, request_handler=_Quiet
    )
    stop = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, name="server"),
        threading.Thread(
            target=run_worker,
            args=(runtime,),
            kwargs={"stop": stop, "poll_seconds": 0.1},
            name="worker",
        ),
    ]
    for thread in threads:
        thread.start()
    try:
        yield address
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        for thread in threads:
            thread.join()
