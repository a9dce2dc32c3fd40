"""Every problem code is in the one table, used by the code, explained, and triggered by a case or a test."""

import re
from pathlib import Path

from motcua.compiler.problem_codes import problem_codes

CODE = re.compile(r"""["']([A-Z]{3,6}-[0-9]{3})["']""")
SOURCES = ("platform/motcua/compiler", "platform/motcua/extension")


def codes_in_sources(root: Path) -> set[str]:
    files = [path for source in SOURCES for path in (root / source).rglob("*.py")]
    return {code for path in files for code in CODE.findall(path.read_text(encoding="utf-8"))}


def codes_triggered(root: Path) -> set[str]:
    found: set[str] = set()
    for path in (root / "tests" / "compiler_cases").glob("*/problems.txt"):
        found.update(re.findall(r" ([A-Z]{3,6}-[0-9]{3}) ", path.read_text(encoding="utf-8")))
    for folder in ("compiler", "extension"):
        for path in (root / "tests" / "unit" / folder).glob("test_*.py"):
            found.update(CODE.findall(path.read_text(encoding="utf-8")))
    return found


def test_codes_used__are_exactly_those_of_the_table(project_root: Path) -> None:
    from_services = {"TEST-001"}
    assert codes_in_sources(project_root) | from_services == set(problem_codes())


def test_every_code__is_triggered_by_a_case_or_a_test(project_root: Path) -> None:
    assert sorted(set(problem_codes()) - codes_triggered(project_root)) == []


def test_every_code__is_explained_in_vietnamese() -> None:
    for entry in problem_codes().values():
        for text in (entry.title, entry.meaning, entry.remedy):
            assert len(text) > 5, entry.code
        assert bool(entry.bad) == bool(entry.good), entry.code


def test_codes__are_numbered_without_repeating(project_root: Path) -> None:
    text = (project_root / "platform/motcua/compiler/problem_codes.toml").read_text(encoding="utf-8")
    numbers = re.findall(r'^\["([A-Z]+-[0-9]{3})"\]$', text, re.MULTILINE)
    assert len(numbers) == len(set(numbers)) == len(problem_codes())
