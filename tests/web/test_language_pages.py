"""The reference of the definition language: generated, current, true, and served."""

from pathlib import Path

import pytest
from flask import Flask
from tests.mutations import TODAY, registry, shipped
from tests.web.desk import Person, words

from motcua.compiler.compilation import compile_documents
from motcua.compiler.kinds import KINDS
from motcua.compiler.problem_codes import problem_codes
from motcua.compiler.reference import page_of, pages
from motcua.compiler.reference_text import written_pages
from motcua.compiler.sources import split_documents
from motcua.kernel.problems import Problem
from motcua.services.runtime import Platform
from motcua.web.application import create_application


@pytest.fixture
def admin(sqlite_platform: Platform) -> Person:
    app: Flask = create_application(sqlite_platform)
    return Person(app, "quantri")


def problems_of(text: str) -> tuple[Problem, ...]:
    documents = split_documents(text, "vi-du.yaml")
    return compile_documents(documents, shipped()[1], registry(), today=TODAY).problems


@pytest.mark.parametrize("kind", KINDS)
def test_good_example__gives_no_problem(kind: str) -> None:
    text = page_of(kind).good.text
    assert f"kind: {kind}\n" in text
    assert [str(problem) for problem in problems_of(text)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_bad_example__gives_the_problem_it_names(kind: str) -> None:
    bad = page_of(kind).bad
    assert f"kind: {kind}\n" in bad.text
    assert bad.code in problem_codes()
    assert bad.why
    assert {problem.code for problem in problems_of(bad.text)} == {bad.code}


def test_every_name_of_every_kind__is_explained() -> None:
    for page in pages():
        assert page.description, page.kind
        for part in page.parts:
            for one in part.properties:
                assert one.title, (page.kind, part.id, one.name)
                assert len(one.description) > 5, (page.kind, part.id, one.name)
                assert one.kind, (page.kind, part.id, one.name)


def test_pages_of_the_guide__are_current(project_root: Path) -> None:
    folder = project_root / "docs" / "huong-dan" / "ngon-ngu"
    stored = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert stored == written_pages(), "make language-pages"


def test_reference__is_served_to_officers(admin: Person) -> None:
    index = words(admin.get("/tai-lieu/ngon-ngu").text)
    assert "Ngôn ngữ định nghĩa" in index
    for kind in KINDS:
        shown = admin.get(f"/tai-lieu/ngon-ngu/{kind}")
        assert shown.status_code == 200
        assert page_of(kind).bad.code in shown.text
    assert "working_days_between" in admin.get("/tai-lieu/ngon-ngu/bieu-thuc").text
    assert "FLOW-015" in admin.get("/tai-lieu/ngon-ngu/ma-loi").text
    assert admin.get("/tai-lieu/ngon-ngu/khong-co").status_code == 404
