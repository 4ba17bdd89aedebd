# SPDX-License-Identifier: Apache-2.0
"""What a log line holds when something personal slips into it."""

from __future__ import annotations

import pytest

from balaikota.kernel.http.log import redact

NIK = "6474011708459901"


@pytest.mark.parametrize("secret", [NIK, "081234567890", "+6281234567890", "siti@contoh.id"])
def test_what_looks_personal_is_taken_out_of_a_line(secret):
    assert redact(None, "info", {"event": f"untuk {secret} tadi"}) == {"event": "untuk […] tadi"}


def test_what_looks_personal_is_taken_out_of_an_exception_too():
    line = {"exception": [{"exc_value": f"bad {NIK}", "frames": [{"line": 7}], "notes": (NIK,)}]}
    assert redact(None, "error", line) == {
        "exception": [{"exc_value": "bad […]", "frames": [{"line": 7}], "notes": ["[…]"]}]
    }
