"""Every correction a problem proposes, applied to the text it was found in, takes the problem away."""

from pathlib import Path

import pytest
from tests.compiler_cases.cases import TODAY, case_folders, registry, standing

from motcua.compiler.compilation import compile_documents
from motcua.compiler.edits import EditError
from motcua.compiler.kinds import KINDS
from motcua.compiler.nodes import split_pointer
from motcua.compiler.sources import SourceDocument, split_documents
from motcua.compiler.spans import plain_data, read_spans
from motcua.compiler.text_edits import edit_text
from motcua.kernel.problems import Correction, CorrectionKind, Problem
from motcua.surfaces.definition_acts import Deed, Desk, FormAct, edits_of


def correct_text(text: str, correction: Correction) -> str:
    """One click in the editor on a text without layers below it."""
    own = plain_data(read_spans(text))
    kind = str(own.get("kind"))
    if kind == "overlay":
        kind = str(own.get("of")).partition("/")[0]
    desk = Desk(kind if kind in KINDS else "procedure", own, {})
    act = FormAct(
        Deed.CORRECT,
        split_pointer(correction.path),
        correction.value,
        kind=correction.kind.value,
        found=correction.found,
    )
    return edit_text(text, edits_of(desk, act), desk.shape)


def documents_of(folder: Path) -> list[SourceDocument]:
    return [
        document
        for file in sorted((folder / "input").glob("*.yaml"))
        for document in split_documents(file.read_text(encoding="utf-8"), file.name)
    ]


def problems_of(documents: list[SourceDocument]) -> list[Problem]:
    return list(compile_documents(documents, standing(), registry(), today=TODAY).problems)


def proposals() -> list[tuple[str, int, int]]:
    """Case, problem and correction by number, for everything with a correction."""
    found = []
    for folder in case_folders():
        try:
            problems = problems_of(documents_of(folder))
        except UnicodeDecodeError:
            continue
        found += [
            (folder.name, index, place)
            for index, problem in enumerate(problems)
            for place in range(len(problem.corrections))
        ]
    return found


@pytest.mark.parametrize(("case", "index", "place"), proposals())
def test_correction_applied__takes_the_problem_away(case: str, index: int, place: int) -> None:
    folder = next(one for one in case_folders() if one.name == case)
    documents = documents_of(folder)
    problem = problems_of(documents)[index]
    correction = problem.corrections[place]
    at = max(
        (one for one, document in enumerate(documents) if document.first_line <= problem.place.line),
        default=None,
    )
    if problem.place.file.startswith("_") or at is None or documents[at].file != problem.place.file:
        assert problem.place.file, problem
        return
    source = documents[at]
    corrected = correct_text(source.text or "", correction)
    assert corrected != source.text, correction
    documents[at] = SourceDocument(source.file, source.layer, corrected, first_line=source.first_line)
    left = [(one.code, one.place.path, one.message) for one in problems_of(documents)]
    assert (problem.code, problem.place.path, problem.message) not in left


def test_correction_that_no_longer_fits__is_refused_in_words() -> None:
    text = "kind: form\ncode: a\nname: A\n"
    gone = Correction("/sections/x/title", "B", "", CorrectionKind.REPLACE, "A")
    with pytest.raises(EditError, match="không còn khớp"):
        correct_text(text, gone)


def test_correction_in_a_list__replaces_the_entry_meant() -> None:
    text = "kind: procedure\ncode: a\nfees: [{id: x, variants: [mot, hay]}]\n"
    near = Correction("/fees/x/variants", "hai", "", CorrectionKind.REPLACE, "hay")
    assert correct_text(text, near) == "kind: procedure\ncode: a\nfees: [{id: x, variants: [mot, hai]}]\n"
