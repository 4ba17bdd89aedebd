# SPDX-License-Identifier: Apache-2.0
"""The other side of :mod:`balaikota.documents.rendering`: one letter, one short-lived process.

Run as a script, never imported by the application. It reads one JSON object from its standard
input and writes the PDF to its standard output. Its working directory is the root of the letter.
"""

import json
import resource
import sys
from typing import Any

REFUSED = 3
"""Exit status when Typst refused the template; the reason is JSON on standard error."""


def main() -> int:
    """Compile what standard input describes; return the exit status of the process."""
    job = json.load(sys.stdin)
    _limit_this_process(megabytes=job["megabytes"], cpu_seconds=job["cpu_seconds"])
    # Typst is loaded under the limits, so that they hold for all that it does.
    import typst

    try:
        pdf = _compile(typst, job)
    except typst.TypstError as error:
        json.dump({"message": error.message, "diagnostic": error.diagnostic}, sys.stderr)
        return REFUSED
    sys.stdout.buffer.write(pdf)
    return 0


def _limit_this_process(*, megabytes: int, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _compile(typst: Any, job: dict[str, Any]) -> bytes:
    pdf: bytes = typst.compile(
        "main.typ",
        root=".",
        font_paths=[],
        ignore_system_fonts=True,
        package_path=".",
        package_cache_path=".",
        sys_inputs={"values": job["values"]},
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=job["timestamp"],
    )
    return pdf


if __name__ == "__main__":
    sys.exit(main())
