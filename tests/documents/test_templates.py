# SPDX-License-Identifier: Apache-2.0
"""What a letter template may do, and how it is refused."""

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from balaikota.documents import rendering
from balaikota.documents.rendering import (
    LetterNotCompiled,
    LetterSource,
    TimeLimits,
    compile_letter,
)

Written = Callable[[bytes], Path]


@pytest.fixture
def compiled(signed_at: datetime) -> Callable[[LetterSource], bytes]:
    return lambda source: compile_letter(source, at=signed_at)


class TestATemplate:
    HEAD = '#set document(title: "x")\n'
    ENDLESS = "#for i in range(100000) { for j in range(100000) { let k = i + j } }"

    def letter(self, body: str, **files: bytes) -> LetterSource:
        named = {name.replace("_", "."): content for name, content in files.items()}
        return LetterSource(self.HEAD + body, named, {"name": "Siti"}, "city/letter.typ")

    def test_reads_the_files_it_was_given(
        self, compiled: Callable[[LetterSource], bytes], written: Written
    ) -> None:
        source = self.letter('#read("/note.txt")', note_txt=b"isi catatan")
        command = ["pdftotext", str(written(compiled(source))), "-"]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "isi catatan" in shown

    @pytest.mark.parametrize(
        "body",
        [
            '#read("/etc/passwd")',
            '#read("../../../../etc/passwd")',
            '#read("/../../etc/passwd")',
            '#json("/proc/self/environ")',
            '#image("/usr/share/pixmaps/debian-logo.png", alt: "x")',
            '#include "/etc/passwd"',
            '#import "@preview/cetz:0.3.0": *',
            '#import "@local/cetz:0.3.0": *',
            '#plugin("/usr/lib/x.wasm")',
        ],
    )
    def test_reads_nothing_else(self, compiled: Callable[[LetterSource], bytes], body: str) -> None:
        with pytest.raises(LetterNotCompiled, match=r"not found|escape|failed to download"):
            compiled(self.letter(body))

    def test_is_stopped_when_it_calls_itself_for_ever(
        self, compiled: Callable[[LetterSource], bytes]
    ) -> None:
        with pytest.raises(LetterNotCompiled, match="maximum function call depth exceeded"):
            compiled(self.letter("#let f(x) = f(x + 1)\n#f(0)"))

    @pytest.mark.parametrize(
        "body",
        [
            '#let a = "x"\n#for i in range(40) { a = a + a }',
            "#range(100000).map(i => [= a#i\n #lorem(300)]).join()",
        ],
        ids=["one huge text", "very many pages"],
    )
    def test_is_stopped_when_it_takes_too_much_memory(
        self,
        compiled: Callable[[LetterSource], bytes],
        monkeypatch: pytest.MonkeyPatch,
        body: str,
    ) -> None:
        monkeypatch.setattr(rendering, "MEMORY_MEGABYTES", 256)
        with pytest.raises(LetterNotCompiled, match="more memory than a letter may"):
            compiled(self.letter(body))

    def test_is_stopped_when_it_takes_too_much_of_the_processor(self, signed_at: datetime) -> None:
        limits = TimeLimits(cpu_seconds=1, wall_seconds=15)
        with pytest.raises(LetterNotCompiled, match="more time than a letter may"):
            compile_letter(self.letter(self.ENDLESS), at=signed_at, limits=limits)

    def test_is_stopped_by_the_clock_on_the_wall(self, signed_at: datetime) -> None:
        limits = TimeLimits(cpu_seconds=5, wall_seconds=1)
        with pytest.raises(LetterNotCompiled, match="takes longer than a letter may"):
            compile_letter(self.letter(self.ENDLESS), at=signed_at, limits=limits)

    def test_is_named_with_message_and_place_when_it_is_wrong(
        self, compiled: Callable[[LetterSource], bytes]
    ) -> None:
        with pytest.raises(LetterNotCompiled) as refused:
            compiled(self.letter("Halo\n#nama"))
        assert refused.value.template == "city/letter.typ"
        assert refused.value.message == "unknown variable: nama"
        assert refused.value.place == "main.typ:3:1"
        assert str(refused.value) == "city/letter.typ: unknown variable: nama (main.typ:3:1)"

    def test_is_refused_when_it_asks_for_a_value_that_is_not_there(
        self, compiled: Callable[[LetterSource], bytes]
    ) -> None:
        with pytest.raises(LetterNotCompiled, match='dictionary does not contain key "umur"'):
            compiled(self.letter('#import "/letterhead.typ": values\n#values.umur'))

    def test_names_the_place_in_a_file_it_imports(
        self, compiled: Callable[[LetterSource], bytes]
    ) -> None:
        source = self.letter('#import "/extra.typ": x', extra_typ=b"#let x = 1\n#let y = z")
        with pytest.raises(LetterNotCompiled) as refused:
            compiled(source)
        assert refused.value.place == "extra.typ:2:9"

    @pytest.mark.parametrize("name", ["letterhead.typ", "main.typ"])
    def test_cannot_replace_our_own_files(
        self, compiled: Callable[[LetterSource], bytes], name: str
    ) -> None:
        with pytest.raises(LetterNotCompiled, match=f"{name} is reserved"):
            compiled(LetterSource("", {name: b""}, {}))

    @pytest.mark.parametrize("name", ["../x.svg", "a/../../x.svg", "/x.svg"])
    def test_cannot_be_given_a_file_outside_its_root(
        self, compiled: Callable[[LetterSource], bytes], name: str
    ) -> None:
        with pytest.raises(LetterNotCompiled, match="leaves the letter"):
            compiled(LetterSource("", {name: b""}, {}))

    def test_shows_nothing_of_the_servers_environment_or_directories(
        self, compiled: Callable[[LetterSource], bytes]
    ) -> None:
        with pytest.raises(LetterNotCompiled) as refused:
            compiled(self.letter('#read("/etc/passwd")'))
        assert refused.value.message == "file not found (searched at /etc/passwd)"


def test_the_application_starts_without_loading_typst_or_pyhanko() -> None:
    code = (
        "import sys, balaikota.documents.rendering, balaikota.documents.signing,"
        " balaikota.documents.demo_ca\n"
        "print(sorted({'typst', 'pyhanko'} & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
