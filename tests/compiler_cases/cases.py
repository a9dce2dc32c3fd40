"""Compiles a case over the standing definitions; `python -m tests.compiler_cases.cases` rewrites what is expected."""

import json
import sys
from datetime import date
from functools import cache
from pathlib import Path

from motcua.compiler.compilation import Compilation, compile_documents
from motcua.compiler.drafts import draft_of
from motcua.compiler.library import EmptyLibrary, MemoryLibrary
from motcua.compiler.sources import SourceDocument, read_tree
from motcua.extension.registry import Registrar, Registry
from motcua.reporting.registration import register_reporting
from motcua.services.roles import register_permissions
from motcua.surfaces.notice_contract import register_notices
from motcua.surfaces.registration import register_surfaces

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)


def case_folders() -> list[Path]:
    """Every case, by name."""
    return sorted(path.parent for path in HERE.glob("*/input"))


@cache
def registry() -> Registry:
    """The words the product itself understands."""
    registrar = Registrar()
    for register in (register_permissions, register_surfaces, register_notices, register_reporting):
        register(registrar)
    return registrar.build()


@cache
def standing() -> MemoryLibrary:
    """The small province every case stands on."""
    documents, problems = read_tree([HERE / "_standing"])
    compilation = compile_documents(documents, EmptyLibrary(), registry(), today=TODAY)
    assert not problems
    assert not compilation.problems, "\n".join(map(str, compilation.problems))
    layers: dict[tuple[str, str], list[SourceDocument]] = {}
    for document in documents:
        draft, _ = draft_of(document)
        assert draft is not None
        layers.setdefault((draft.kind, draft.code), []).append(document)
    return MemoryLibrary(compilation.definitions, layers)


def compile_case(folder: Path) -> tuple[str, Compilation]:
    """The problems of a case, a line each with places relative to its input, and the compilation."""
    documents, problems = read_tree([folder / "input"])
    compilation = compile_documents(documents, standing(), registry(), today=TODAY)
    lines = []
    for problem in sorted([*problems, *compilation.problems]):
        line = f"{problem.severity.value} {problem}".replace((folder / "input").as_posix() + "/", "")
        lines.append(line.replace(HERE.as_posix() + "/", "") + (f" → {problem.fix}" if problem.fix else ""))
    return "".join(f"{line}\n" for line in lines), compilation


def outcome(compilation: Compilation) -> dict[str, object]:
    """What came out: the parts of a definition that a case may state."""
    return {
        "/".join(filter(None, item.key)): {
            "content": item.content,
            "origins": dict(sorted(item.origins.items())),
            "references": sorted("/".join(reference) for reference in item.references),
            "health": item.health.value,
            "review": [review.id for review in item.review_items],
        }
        for item in compilation.definitions
    }


def main() -> None:
    """Write problems.txt of every case, and expected.json where there is one; look at the diff before committing."""
    for folder in case_folders():
        problems, compilation = compile_case(folder)
        (folder / "problems.txt").write_text(problems, encoding="utf-8")
        expected = folder / "expected.json"
        if expected.exists():
            text = json.dumps(outcome(compilation), ensure_ascii=False, indent=1, sort_keys=True)
            expected.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
