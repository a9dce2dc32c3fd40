"""Where definitions come from: files, the editor, an importer; each document with the layer it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from motcua.compiler.problem_codes import Finding
from motcua.kernel.problems import Place, Problem

SUFFIXES = frozenset({".yaml", ".yml", ".json"})
MAX_BYTES = 20_000_000
_SEPARATOR = re.compile(r"^---(?=[ \t\r\n]|$)", re.MULTILINE)
_BASELINE = re.compile(r"""^["']?kind["']?\s*:\s*["']?baseline\b""", re.MULTILINE)
_CONTENT = re.compile(r"^(?!\s*(#|$))", re.MULTILINE)
_NOT_DEFINITIONS = frozenset({"plugin.yaml", "plugin.yml"})


class Layer(StrEnum):
    """Who wrote a document; the later one wins."""

    BASELINE = "baseline"
    NATIONAL = "national"
    PROVINCE = "province"
    AGENCY = "agency"

    @property
    def rank(self) -> int:
        """Its place in the order of layers."""
        return list(Layer).index(self)


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One document: YAML or JSON `text`, or typed `data` from an importer (JSON values, dates as ISO text).

    `agency` is the agency an overlay is for; an overlay that names its agency itself need not repeat it here.
    `first_line` is the line of `file` at which `text` begins.
    """

    file: str
    layer: Layer
    text: str | None = None
    data: Mapping[str, Any] | None = None
    agency: str = ""
    first_line: int = 1


def split_documents(text: str, file: str, layer: Layer = Layer.PROVINCE) -> list[SourceDocument]:
    """The documents of a file, separated by `---`; parts with nothing but comments are left out.

    Baselines are put into the baseline layer whatever `layer` says.
    """
    documents = []
    bounds = [0, *(match.start() for match in _SEPARATOR.finditer(text)), len(text)]
    for start, end in pairwise(bounds):
        part = text[start:end]
        if start or part.startswith("---"):
            part = _SEPARATOR.sub("   ", part, count=1)
        if _CONTENT.search(part) is None:
            continue
        own = Layer.BASELINE if _BASELINE.search(part) else layer
        documents.append(SourceDocument(file, own, part, first_line=text.count("\n", 0, start) + 1))
    return documents


def read_tree(paths: Iterable[Path | str]) -> tuple[list[SourceDocument], list[Problem]]:
    """Every document below the paths (`*.yaml`, `*.yml`, `*.json`), in the order of their names.

    What cannot be read as UTF-8 text, or is not there, becomes a problem.
    """
    documents: list[SourceDocument] = []
    problems: list[Problem] = []
    for given in map(Path, paths):
        if not given.exists():
            problems.append(Finding("READ-011", f"Không có tệp hay thư mục “{given}”.").at(Place(str(given))))
            continue
        for path in _files(given):
            text = _text_of(path)
            if isinstance(text, Problem):
                problems.append(text)
            else:
                documents.extend(split_documents(text, path.as_posix()))
    return documents, problems


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for child in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in child.relative_to(path).parts)
        if (
            child.suffix.lower() in SUFFIXES
            and child.is_file()
            and not hidden
            and child.name not in _NOT_DEFINITIONS
        ):
            yield child


def _text_of(path: Path) -> str | Problem:
    name = path.as_posix()
    if path.stat().st_size > MAX_BYTES:
        return Finding("READ-008", f"Tệp lớn hơn {MAX_BYTES // 1_000_000} MB.").at(Place(name))
    return decode(path.read_bytes(), name)


def decode(raw: bytes, file: str) -> str | Problem:
    """The bytes as UTF-8 text, or the problem with the line of the first byte that is not."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Finding("READ-012", "Tệp được lưu bằng bảng mã UTF-16.").at(Place(file, 1, 1))
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = f"Byte 0x{raw[error.start]:02x} ở đây không thuộc bảng mã UTF-8."
        return Finding("READ-012", message).at(Place(file, line, column))
