"""The drawing of processes: nothing lies over anything, every step is drawn once, every arrow ends at a box."""

from itertools import combinations
from pathlib import Path

import pytest

from motcua.compiler.compilation import compile_documents
from motcua.compiler.library import EmptyLibrary
from motcua.compiler.sources import read_tree
from motcua.definitions.process import Action, ActionKind, Process, Step, StepKind
from motcua.extension.registry import EMPTY_REGISTRY
from motcua.kernel.clock import SystemClock
from motcua.surfaces.flow_drawing import BOX, StepWords, draw_flow, usual_way


@pytest.fixture(scope="module")
def processes(project_root: Path) -> tuple[Process, ...]:
    documents, _problems = read_tree([project_root / "metadata" / "processes"])
    made = compile_documents(documents, EmptyLibrary(), EMPTY_REGISTRY, today=SystemClock().now().date())
    return tuple(item.definition for item in made.definitions if isinstance(item.definition, Process))


def test_shipped_processes__are_drawn_without_overlap(processes: tuple[Process, ...]) -> None:
    assert len(processes) >= 5
    for process in processes:
        drawing = draw_flow(process, lambda step: StepWords(step.id))
        for one, other in combinations(drawing.boxes, 2):
            apart = (
                one.x + BOX <= other.x
                or other.x + BOX <= one.x
                or one.bottom <= other.y
                or other.bottom <= one.y
            )
            assert apart, (process.code, one.step, other.step)
        assert all(box.bottom <= drawing.height and box.x + BOX <= drawing.width for box in drawing.boxes)


def test_every_step__is_drawn_once_and_said_in_the_summary(processes: tuple[Process, ...]) -> None:
    for process in processes:
        drawing = draw_flow(process, lambda step: StepWords())
        drawn = [box.step for box in drawing.boxes]
        assert sorted(drawn) == sorted(step.id for step in process.steps)
        assert all(step.name in drawing.summary for step in usual_way(process))


def test_empty_process__is_an_empty_drawing() -> None:
    assert draw_flow(Process("p", "P"), lambda step: StepWords()).boxes == ()


def test_step_behind_a_side_step__is_drawn_below() -> None:
    process = Process(
        "p",
        "P",
        (
            Step("a", "Đầu", StepKind.HANDLE, actions=(Action("ask", "Hỏi", ActionKind.CONSULT, to=("b",)),)),
            Step("b", "Bên", StepKind.CONSULT, actions=(Action("on", "Hỏi tiếp", to=("c",)),)),
            Step("c", "Xa", StepKind.CONSULT),
        ),
    )
    boxes = {box.step: box for box in draw_flow(process, lambda step: StepWords()).boxes}
    assert boxes["c"].y >= boxes["b"].bottom
