import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.compiler import reading
from motcua.compiler.nodes import ListNode, MapNode, Mark, TextNode, nearest_mark
from motcua.compiler.reading import read_text
from motcua.compiler.sources import Layer, decode, read_tree, split_documents
from motcua.kernel.problems import Problem


def entries(text: str) -> dict[str, str | None]:
    node, problems = read_text(text)
    assert not problems
    assert isinstance(node, MapNode)
    return {key: child.text for key, child in node.entries.items() if isinstance(child, TextNode)}


@pytest.mark.parametrize(
    "written", ["1.004110", "11:30", "no", "020000", "0x10", "1_000", "2026-07-01", ".inf"]
)
def test_any_scalar__stays_text(written: str) -> None:
    assert entries(f"a: {written}\n") == {"a": written}


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_nothing_written__is_none(written: str) -> None:
    assert entries(f"a: {written}\n") == {"a": None}


def test_quoted_null__is_text() -> None:
    assert entries("a: 'null'\n") == {"a": "null"}


def test_nodes__know_line_and_column() -> None:
    node, _ = read_text("a: 1\nb:\n  - {id: x}\n", "f.yaml", first_line=10)
    assert isinstance(node, MapNode)
    assert node.keys["b"] == Mark(11, 1)
    assert nearest_mark(node, ("b", 0, "id")) == Mark(12, 6)
    assert nearest_mark(node, ("b", 0, "missing")) == Mark(12, 5)


def test_decomposed_text__is_composed() -> None:
    assert entries("a: Thu\u0309 tu\u0323c\n") == {"a": "Th\u1ee7 t\u1ee5c"}


def test_json__is_read_by_the_same_path() -> None:
    node, problems = read_text('{"a": ["1.10", true],\n\t"b": null}')
    assert not problems
    assert isinstance(node, MapNode)
    listed = node.entries["a"]
    assert isinstance(listed, ListNode)
    assert [item.text for item in listed.items if isinstance(item, TextNode)] == ["1.10", "true"]


def test_a_billion_laughs__is_refused_at_its_first_anchor() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    node, problems = read_text("\n".join(lines))
    assert node is None
    assert [problem.code for problem in problems] == ["READ-004"]


def test_too_long_text__is_refused_unread() -> None:
    node, (problem,) = read_text("a" * (reading.MAX_CHARACTERS + 1))
    assert node is None
    assert problem.code == "READ-008"


def test_too_many_values__are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_NODES", 10)
    _, (problem,) = read_text("a: [" + "x, " * 20 + "]")
    assert problem.code == "READ-008"


def test_two_documents_where_one_is_read__are_refused() -> None:
    _, (problem,) = read_text("a: 1\n---\nb: 2\n")
    assert (problem.code, problem.place.line) == ("READ-009", 2)


def test_a_file_of_several_documents__is_split_with_its_lines() -> None:
    text = "# đầu\n---\nkind: process\n---\n# chỉ ghi chú\n---\nkind: baseline\ncode: b\n"
    first, second = split_documents(text, "f.yaml")
    assert (first.first_line, first.layer) == (2, Layer.PROVINCE)
    assert (second.first_line, second.layer) == (6, Layer.BASELINE)
    node, _ = read_text(second.text or "", "f.yaml", second.first_line)
    assert isinstance(node, MapNode)
    assert node.keys["code"].line == 8


def test_bytes_that_are_no_utf8__name_line_and_column() -> None:
    problem = decode("a: b\nc: Đ".encode() + b"\xff", "f.yaml")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.place.line, problem.place.column) == ("READ-012", 2, 5)


def test_a_missing_path__is_a_problem() -> None:
    documents, (problem,) = read_tree(["khong/co"])
    assert not documents
    assert problem.code == "READ-011"


@settings(max_examples=150)
@given(st.text(alphabet=string.printable + "ăâđ\u0300\u2028\x00&*!|>%@`", max_size=80))
def test_any_text__gives_a_node_or_a_problem_with_a_line(text: str) -> None:
    node, problems = read_text(text, "f.yaml")
    assert node is None or not problems
    assert all(problem.place.line >= 1 for problem in problems)
