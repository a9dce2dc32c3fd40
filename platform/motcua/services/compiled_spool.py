"""Compiled definitions put aside in a file until they are published, so that a large import fits into little memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import IO, Self

import msgspec

from motcua.compiler.compilation import CompiledDefinition
from motcua.compiler.freezing import thaw
from motcua.definitions.procedure import Health, ReviewItem


class _Line(msgspec.Struct, array_like=True):
    kind: str
    code: str
    agency: str
    content: dict[str, object]
    content_hash: str
    origins: dict[str, str]
    references: list[tuple[str, str]]
    health: Health
    review_items: tuple[ReviewItem, ...]


_DECODER = msgspec.json.Decoder(list[_Line])


class CompiledSpool:
    """Holds parts of compiled definitions in a nameless file; gone with the process, whatever ends it."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="motcua-")  # noqa: SIM115 — closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def clear(self) -> None:
        """Forget everything put aside."""
        self._file.seek(0)
        self._file.truncate()

    def add(self, items: Sequence[CompiledDefinition]) -> None:
        """Put a part aside."""
        lines = [
            _Line(
                item.kind,
                item.code,
                item.agency,
                dict(item.content),
                item.content_hash,
                dict(item.origins),
                sorted(item.references),
                item.health,
                item.review_items,
            )
            for item in items
        ]
        self._file.write(msgspec.json.encode(lines) + b"\n")

    def parts(self) -> Iterator[list[CompiledDefinition]]:
        """The parts in their order, each read when it is asked for."""
        self._file.seek(0)
        for line in self._file:
            yield [_definition(one) for one in _DECODER.decode(line)]


def _definition(line: _Line) -> CompiledDefinition:
    return CompiledDefinition(
        kind=line.kind,
        code=line.code,
        agency=line.agency,
        content=line.content,
        content_hash=line.content_hash,
        origins=line.origins,
        definition=thaw(line.kind, line.content),
        references=frozenset(line.references),
        health=line.health,
        review_items=line.review_items,
    )
