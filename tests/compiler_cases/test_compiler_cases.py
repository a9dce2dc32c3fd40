"""Add a folder with input/*.yaml and problems.txt (or expected.json): that is a test."""

import json
from pathlib import Path

import pytest
from tests.compiler_cases.cases import case_folders, compile_case, outcome


@pytest.mark.parametrize("folder", case_folders(), ids=lambda folder: folder.name)
def test_case__gives_exactly_these_problems(folder: Path) -> None:
    problems, compilation = compile_case(folder)
    assert problems == (folder / "problems.txt").read_text(encoding="utf-8")
    expected = folder / "expected.json"
    if expected.exists():
        assert outcome(compilation) == json.loads(expected.read_text(encoding="utf-8"))
