# SPDX-License-Identifier: Apache-2.0
"""What went wrong and where, without values: an error's own words may repeat a code or a name."""

from __future__ import annotations

import traceback
from pathlib import Path

DEEPEST = 4
PLUMBING = "/pluggy/"  # stands between a question and its answer each time


def trace_of(error: BaseException) -> str:
    """The kind of ``error`` and of its cause, and the last places that it passed: ``ValueError at letters.py:12 …``."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if PLUMBING not in frame.filename
    ]
    places = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-DEEPEST:]
    ]
    cause = f" from {type(error.__cause__).__name__}" if error.__cause__ else ""
    return f"{type(error).__name__}{cause} at {' > '.join(places)}"
