"""The import mappings and baselines that ship with the product."""

from datetime import date
from pathlib import Path

import pytest

from motcua.catalog.parsers.words import WordIndex
from motcua.compiler.compilation import compile_documents
from motcua.compiler.library import EmptyLibrary
from motcua.compiler.sources import read_tree
from motcua.definitions.import_mapping import ImportMapping

FOLDER = Path(__file__).resolve().parents[3] / "metadata" / "import_mappings"


@pytest.fixture(scope="session")
def mappings() -> dict[str, ImportMapping]:
    documents, problems = read_tree([FOLDER])
    compilation = compile_documents(documents, EmptyLibrary(), today=date(2026, 11, 20))
    assert not problems
    assert compilation.ok, compilation.problems
    return {item.code: item.definition for item in compilation.definitions}


@pytest.fixture(scope="session")
def mapping(mappings: dict[str, ImportMapping]) -> ImportMapping:
    return mappings["danh-muc-thu-tuc"]


@pytest.fixture(scope="session")
def words(mapping: ImportMapping) -> WordIndex:
    return WordIndex(mapping.words)
