"""Definitions changed at random never give a traceback, and every problem has a place."""

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compiler_cases.cases import HERE, TODAY, registry, standing

from motcua.compiler.compilation import compile_documents
from motcua.compiler.problem_codes import problem_codes
from motcua.compiler.sources import SourceDocument, split_documents

PIECES = (
    "null",
    "true",
    "[]",
    "{}",
    "-1",
    "999999999999999999999",
    "''",
    "join",
    "form.x",
    "'",
    "\t",
    ": ",
    "- ",
    "{{",
    "&a",
    "*a",
)


def sources() -> list[SourceDocument]:
    files = [HERE / "_standing" / "province.yaml", *sorted(HERE.glob("*/input/a.yaml"))]
    found = []
    for file in files:
        try:
            found += split_documents(file.read_text(encoding="utf-8"), file.name)
        except UnicodeDecodeError:
            continue
    return found


SOURCES = sources()


def mutated(text: str, seed: int) -> str:
    chance = random.Random(seed)
    lines = text.splitlines()
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines)) if lines else 0
        match chance.randrange(7):
            case 0:
                lines.insert(at, lines[chance.randrange(len(lines))] if lines else "a: 1")
            case 1 if lines:
                del lines[at]
            case 2 if lines:
                words = lines[at].split(" ")
                words[chance.randrange(len(words))] = chance.choice(PIECES)
                lines[at] = " ".join(words)
            case 3 if lines:
                lines[at] = " " * chance.randint(0, 8) + lines[at].lstrip()
            case 4 if lines:
                head, colon, _ = lines[at].partition(":")
                lines[at] = f"{head}{colon} {chance.choice(PIECES)}"
            case 5 if lines:
                cut = chance.randint(0, len(lines[at]))
                lines[at] = lines[at][:cut] + chance.choice(PIECES) + lines[at][cut:]
            case _ if lines:
                lines[at] = lines[at].replace("id: ", chance.choice(["id: x-", "code: ", "idd: "]))
    return "\n".join(lines) + "\n"


@settings(max_examples=250)
@given(st.sampled_from(range(len(SOURCES))), st.integers(0, 2**32))
def test_a_mutated_definition__gives_problems_with_places_and_never_a_traceback(
    index: int, seed: int
) -> None:
    source = SOURCES[index]
    documents = split_documents(mutated(source.text or "", seed), Path(source.file).name)
    compilation = compile_documents(documents, standing(), registry(), today=TODAY)
    assert compilation.ok or compilation.problems
    for problem in compilation.problems:
        assert problem.code in problem_codes()
        assert problem.place.file, problem
        assert problem.place.line >= 1, problem
        assert problem.message
        assert problem.remedy
