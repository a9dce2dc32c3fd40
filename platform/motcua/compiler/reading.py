"""Text-first reading of YAML and JSON: every scalar stays text with its line and column, nothing is executed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from motcua.compiler.nodes import ListNode, MapNode, Mark, Node, TextNode
from motcua.compiler.problem_codes import Finding
from motcua.kernel.problems import Place, Problem
from motcua.kernel.text import nfc

MAX_CHARACTERS = 5_000_000
MAX_NODES = 400_000
MAX_DEPTH = 40
_NOTHING = frozenset({"", "~", "null"})


class _Stop(Exception):  # noqa: N818 - carries a problem out of the recursion, is no error of the program
    def __init__(self, finding: Finding, mark: Mark) -> None:
        super().__init__(finding.message)
        self.finding = finding
        self.mark = mark


def read_text(text: str, file: str = "", first_line: int = 1) -> tuple[Node | None, tuple[Problem, ...]]:
    """The one document in `text` as nodes, and what is wrong with it; no node when it cannot be used.

    `first_line` is the line of `file` at which the text begins. Duplicate keys are all reported; anchors, aliases,
    tags, depth and size beyond the limits stop the reading. Reads JSON as well: it is YAML in flow style.
    """
    if len(text) > MAX_CHARACTERS:
        finding = Finding(
            "READ-008",
            f"Văn bản dài {len(text):,} ký tự, vượt giới hạn {MAX_CHARACTERS:,}.".replace(",", "."),
        )
        return None, (finding.at(Place(file, first_line)),)
    reader = _Reader(file, first_line - 1)
    try:
        node = reader.document(yaml.parse(nfc(text).removeprefix("\ufeff"), yaml.CSafeLoader))
    except _Stop as stop:
        reader.report(stop.finding, stop.mark)
        node = None
    except yaml.YAMLError as error:
        finding, mark = _explain(error, text, first_line - 1)
        reader.report(finding, mark)
        node = None
    return (None if reader.problems else node), tuple(reader.problems)


@dataclass(slots=True)
class _Reader:
    file: str
    lines_before: int
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def report(self, finding: Finding, mark: Mark) -> None:
        self.problems.append(finding.at(Place(self.file, mark.line, mark.column)))

    def mark(self, event: yaml.Event) -> Mark:
        start = event.start_mark
        if start is None:
            return Mark()
        return Mark(start.line + 1 + self.lines_before, start.column + 1)

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        """The only document of the stream, None when the stream holds none."""
        node: Node | None = None
        for event in events:
            match event:
                case yaml.DocumentStartEvent() if node is not None:
                    raise _Stop(Finding("READ-009", "Văn bản này chứa nhiều định nghĩa."), self.mark(event))
                case (
                    yaml.ScalarEvent()
                    | yaml.SequenceStartEvent()
                    | yaml.MappingStartEvent()
                    | yaml.AliasEvent()
                ):
                    node = self.node(event, events, 1)
                case _:
                    pass
        return node

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        """The node that begins with this event."""
        mark = self.mark(event)
        self.refuse_tricks(event, mark)
        self.count += 1
        if self.count > MAX_NODES:
            raise _Stop(Finding("READ-008", "Văn bản có quá nhiều giá trị."), mark)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0]
            return TextNode(None if plain and event.value in _NOTHING else event.value, mark)
        if depth > MAX_DEPTH:
            raise _Stop(Finding("READ-007", f"Văn bản lồng nhau quá {MAX_DEPTH} tầng."), mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, mark, depth)
        return self.mapping(events, mark, depth)

    def refuse_tricks(self, event: yaml.Event, mark: Mark) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise _Stop(
                Finding("READ-004", f"Không dùng neo và bí danh ({sign}{anchor}).", found=f"{sign}{anchor}"),
                mark,
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise _Stop(Finding("READ-005", f"Không dùng thẻ kiểu “{tag}”.", found=str(tag)), mark)

    def sequence(self, events: Iterator[yaml.Event], mark: Mark, depth: int) -> ListNode:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, depth + 1))
        return ListNode(items, mark)

    def mapping(self, events: Iterator[yaml.Event], mark: Mark, depth: int) -> MapNode:
        entries: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key_mark = self.mark(event)
            self.refuse_tricks(event, key_mark)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Stop(
                    Finding("READ-006", "Tên mục phải là một từ, không phải danh sách hay nhóm."), key_mark
                )
            value = self.node(next(events), events, depth + 1)
            if event.value in entries:
                first = keys[event.value]
                self.report(
                    Finding(
                        "READ-003",
                        f"Mục “{event.value}” ghi hai lần; lần đầu ở dòng {first.line}.",
                        found=event.value,
                    ),
                    key_mark,
                )
                continue
            entries[event.value] = value
            keys[event.value] = key_mark
        return MapNode(entries, keys, mark)


def _explain(error: yaml.YAMLError, text: str, lines_before: int) -> tuple[Finding, Mark]:
    """A Vietnamese sentence for what the parser stumbled over."""
    if isinstance(error, yaml.reader.ReaderError):
        position = int(error.position)
        line = text.count("\n", 0, position) + 1
        column = position - (text.rfind("\n", 0, position) + 1) + 1
        message = "Có ký tự điều khiển không đọc được."
        return Finding("READ-010", message, found=repr(text[position : position + 1])), Mark(
            line + lines_before, column
        )
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    current = lines[line] if line < len(lines) else ""
    place = Mark(line + 1 + lines_before, column + 1)
    if "\t" in current[: column + 1]:
        at = current.index("\t") + 1
        return Finding("READ-001", "Dòng này thụt lề bằng dấu tab.", found="tab"), Mark(place.line, at)
    opened = getattr(error, "context_mark", None)
    since = f" Phần này mở ở dòng {opened.line + 1 + lines_before}." if opened and opened.line != line else ""
    message, remedy = _sentence(str(getattr(error, "problem", "") or ""))
    return Finding("READ-002", message + since, found=current.strip()[:80], remedy=remedy), place


def _sentence(problem: str) -> tuple[str, str]:
    for words, message, remedy in _SENTENCES:
        if words in problem:
            return message, remedy
    return (
        "Câu viết ở đây không đúng cú pháp YAML.",
        "Xem lại thụt lề, dấu hai chấm, dấu ngoặc và dấu nháy quanh vị trí này.",
    )


_SENTENCES = (
    (
        "mapping values are not allowed",
        "Dấu hai chấm ở đây làm câu bị hiểu sai.",
        "Đặt cả giá trị trong dấu nháy kép, hoặc thụt dòng này cùng cột với các mục cạnh nó.",
    ),
    (
        "cannot start any token",
        "Giá trị bắt đầu bằng một ký tự đặc biệt.",
        "Đặt giá trị trong dấu nháy kép.",
    ),
    (
        "unexpected end of stream",
        "Dấu nháy mở ra nhưng không đóng lại.",
        "Thêm dấu nháy đóng ở cuối giá trị.",
    ),
    (
        "did not find expected ',' or",
        "Ngoặc mở ra nhưng chưa đóng, hoặc thiếu dấu phẩy giữa hai giá trị.",
        "Thêm dấu phẩy hoặc dấu ngoặc đóng.",
    ),
    (
        "did not find expected '-' indicator",
        "Dòng này không cùng cột với các mục của danh sách.",
        "Thụt lề dòng này bằng các dấu gạch đầu dòng ở trên.",
    ),
    (
        "did not find expected key",
        "Dòng này không cùng cột với các mục bên trên.",
        "Thụt lề cho thẳng cột với mục bên trên; giá trị có ký tự đặc biệt thì đặt trong dấu nháy kép.",
    ),
    (
        "could not find expected ':'",
        "Thiếu dấu hai chấm sau tên mục.",
        "Viết dạng “tên: giá trị”, có dấu cách sau dấu hai chấm.",
    ),
    (
        "escape",
        "Dấu gạch chéo ngược trong dấu nháy kép không đúng.",
        "Viết \\\\ cho dấu gạch chéo ngược, hoặc dùng dấu nháy đơn.",
    ),
)
