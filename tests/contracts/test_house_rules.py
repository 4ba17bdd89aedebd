# SPDX-License-Identifier: Apache-2.0
"""What a reader may count on in every file: short, named well, licensed, bound to no machine.

A rule is a function from a file to the faults that it finds there. Each is tried on the tree, and
on planted faults: a rule that finds nothing anywhere would be no rule.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 40
# Faults that we live with, each in the rule's own words; one that is mended must go from here.
EXCEPTIONS: set[str] = set()

FORBIDDEN_NAMES = {"utils", "helpers", "manager", "common", "data"}

# How the first line is written, by the end of the file's name.
COMMENTS = {
    "#": ".py .pyi .sh .toml .po .pot .yml .yaml .ini .conf Makefile /run",
    "//": ".ts .js .mjs .typ",
    "/*": ".css",
    "{#": ".html .j2",
    "<!--": ".svg .xml",
    "##": ".mako",
    "--": ".sql",
}
LICENCE = "SPDX-License-Identifier: Apache-2.0"
# Whose length is not for us to decide: texts, catalogues, and what tools write.
UNCOUNTED = (".md", ".po", ".pot", ".txt", ".json", "LICENSE")
# A first revision is as long as the tables that it makes; it is written by a tool and never edited.
FIRST_REVISION = "/0001_initial.py"

# What is not text.
PICTURES = {".png", ".jpg", ".ico", ".woff2", ".pdf", ".gz"}

# A file that names these works for one company's network or on one machine only.
PLACES = re.compile(
    r"(?:pypi|npmjs|pythonhosted|debian|jsdelivr|unpkg)\.(?:org|com|net)|registry\.npm|--?(?:extra-)?index-url"
    r"|(?<![\w.}])/(?:work|tmp|root|home|Users|mnt)/\w"
)


@dataclass(frozen=True)
class File:
    """A file of the tree: its name from the root, and its text."""

    name: str
    text: str

    @property
    def tree(self) -> ast.AST:
        return ast.parse(self.text if self.name.endswith(".py") else "")


@cache
def files() -> tuple[File, ...]:
    """Every text file that is, or is about to be, under version control."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in sorted(filter(None, listed.split("\0")))]
    present = [path for path in paths if path.is_file() and path.suffix not in PICTURES]
    return tuple(File(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in present)


def faults_of_length(file: File) -> Iterator[str]:
    """Files that nobody reads in one go."""
    lines = file.text.count("\n")
    if lines > MOST_LINES_OF_A_FILE and not file.name.endswith((*UNCOUNTED, FIRST_REVISION)):
        yield f"{file.name} has {lines} lines"


def faults_of_functions(file: File) -> Iterator[str]:
    """Functions that do not fit on a screen, their docstring included."""
    if file.name.endswith(FIRST_REVISION):
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            lines = node.end_lineno - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{file.name}: {node.name} has {lines} lines"


def faults_of_names(file: File) -> Iterator[str]:
    """Names that say only that something is something."""
    for part in Path(file.name).parts:
        if Path(part).stem.lower() in FORBIDDEN_NAMES:
            yield f"{file.name} is called {part}"
    for node in ast.walk(file.tree):
        name = defined_name(node).lower()
        if name in FORBIDDEN_NAMES or name.endswith(("utils", "helper", "helpers")):
            yield f"{file.name}:{getattr(node, 'lineno', 1)} defines {name}"


def defined_name(node: ast.AST) -> str:
    """The name that ``node`` gives to a function, class, argument or variable, if it gives one."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
            return name
    return ""


def faults_of_licence(file: File) -> Iterator[str]:
    """Source files whose first line (the second, after ``#!``) does not name the licence."""
    marks = [mark for mark, ends in COMMENTS.items() if file.name.endswith(tuple(ends.split()))]
    lines = [line for line in file.text.split("\n", 2)[:2] if not line.startswith(("#!", "<?xml"))]
    if marks and not (lines and lines[0].startswith(marks[0]) and LICENCE in lines[0]):
        yield f"{file.name} does not begin with '{marks[0]} {LICENCE}'"


def faults_of_places(file: File) -> Iterator[str]:
    """Hosts of package indexes and folders of one machine."""
    for number, line in enumerate(file.text.splitlines(), 1):
        if found := PLACES.search(line):
            yield f"{file.name}:{number} names {found[0]}"


LONG_FUNCTION = "def issue():\n" + "    n = 1\n" * MOST_LINES_OF_A_FUNCTION
PLANTED: dict[Callable[[File], Iterator[str]], list[File]] = {
    faults_of_length: [File("core/long.py", "n = 1\n" * (MOST_LINES_OF_A_FILE + 1))],
    faults_of_functions: [
        File("core/a.py", LONG_FUNCTION),
        File("core/a.py", "async " + LONG_FUNCTION),
    ],
    faults_of_names: [
        File("core/utils.py", ""),
        File("core/common/letters.py", ""),
        File("core/a.py", "def read(data): ..."),
        File("core/a.py", "class Manager: ..."),
        File("core/a.py", "for data in ():\n    pass"),
    ],
    faults_of_licence: [
        File("core/empty.py", ""),
        File("core/a.py", '"""No licence."""\n'),
        File("core/a.css", f"# {LICENCE}\n"),
        File("core/a.sh", f"#!/bin/sh\nset -e\n# {LICENCE}\n"),
    ],
    faults_of_places: [
        File("core/package-lock.json", '"resolved": "https://registry' + ".npm" + 'js.org/htmx"'),
        File("a.toml", 'path = "/ho' + 'me/siti/kota"'),
        File("a.sh", "cp letter.pdf /tm" + "p/letter.pdf"),
        File("a.txt", "--index" + "-url x"),
    ],
}
FINE = [
    File("core/letters.py", f"# {LICENCE}\n" + LONG_FUNCTION.replace("    n = 1\n", "", 1)),
    File("core/migrations/0001_initial.py", f"# {LICENCE}\n" + LONG_FUNCTION * 9),
    File("core/letters.css", f"/* {LICENCE} */\n"),
    File("core/copy.sh", f'#!/bin/sh\n# {LICENCE}\ncp letter.pdf "$folder/tm' + 'p/letter.pdf"\n'),
    File("a.txt", "https://layanan.example/home/siti"),
]


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(rule):
    faults = {fault for file in files() for fault in rule(file)} - EXCEPTIONS
    assert not faults, "\n".join(sorted(faults))


def test_no_exception_outlives_its_fault():
    faults = {fault for file in files() for rule in PLANTED for fault in rule(file)}
    assert EXCEPTIONS - faults == set()


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_each_planted_fault_is_found(rule):
    assert [file for file in PLANTED[rule] if len(list(rule(file))) != 1] == []


@pytest.mark.parametrize("file", FINE, ids=lambda file: file.name)
def test_what_is_right_is_left_alone(file):
    assert [fault for rule in PLANTED for fault in rule(file)] == []


def test_every_kind_of_file_is_either_source_or_known_not_to_be():
    """A new kind of file must not slip past the rule of the licence."""
    known = {end for ends in COMMENTS.values() for end in ends} | {
        ".md",
        ".json",
        ".txt",
        "LICENSE",
    }
    known |= {".gitignore", ".editorconfig", ".typed", ".csv", ".geojson", ".pem"}
    assert {file.name for file in files() if not file.name.endswith(tuple(known))} == set()
