"""msgspec learns a class when it meets it first; two threads that do so at once kill the process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PLATFORM = Path(__file__).resolve().parents[2] / "platform" / "motcua"
# both convert to classes of which decoders are made at import
LEARNED_BEFORE = {"dossiers/plain_data.py revive", "compiler/freezing.py thaw"}


def meetings(path: Path) -> Iterator[str]:
    """Functions that give msgspec a class while they run."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("msgspec."):
                name = ast.unparse(call.func).rpartition(".")[2]
                typed = any(one.arg == "type" for one in call.keywords)
                if name == "convert" or (
                    name in {"Decoder", "decode"} and (typed or (name == "Decoder" and call.args))
                ):
                    yield f"{path.relative_to(PLATFORM).as_posix()} {function.name}"


def test_no_function__shows_msgspec_a_class_for_the_first_time() -> None:
    found = {one for path in PLATFORM.rglob("*.py") for one in meetings(path)}
    assert found <= LEARNED_BEFORE, "Make the decoder at import, as a constant of the module."
    assert found, "msgspec is used differently now; the test sees nothing"
