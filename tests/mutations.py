"""Changes shipped definitions at random and compiles them: never a traceback, never longer than a second, always a place.

`python -m tests.mutations --count 100000 --seed 1` is the full run; the suite runs a sample.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from tests.compiler_cases.cases import TODAY, registry

from motcua.compiler.compilation import compile_documents
from motcua.compiler.drafts import draft_of
from motcua.compiler.library import EmptyLibrary, MemoryLibrary
from motcua.compiler.problem_codes import problem_codes
from motcua.compiler.sources import SourceDocument, read_tree, split_documents

ROOT = Path(__file__).parents[1]
SHIPPED = ("metadata", "exports", "plugins")
LONGEST = 1.0
PIECES = (
    "null", "true", "no", "[]", "{}", "-1", "0", "999999999999999999999", "1e309", "''", "join", "form.x",
    "'", '"', "\t", ": ", "- ", "{{", "}}", "&a", "*a", "!!python/object:x", "<<", "|", ">-", "#", "\u202e",
    "\u0000", "\ud7ff", "Ấ", "a" * 5_000, "[[[[[[", "form.so_ban + ", "((((((", "2026-02-30", "25:61",
    "3 working_days", "-3 working_days", "0 months", "../../etc/passwd", "%s%n", "1.004873", "form.a.b.c.d",
)  # fmt: skip
ODD: tuple[object, ...] = (
    None, True, False, 0, -1, 10**30, 1.5, float("nan"), "", " ", "join", "x" * 3_000, "form.khong_co == 1",
    "1 +", [], {}, [[]], [{}], {"id": "x"}, ["a", "a"], "2026-13-45", "same_day", "99999 working_days", "Ấ́",
    {"remove": True}, "form.so_ban / 0", "level:nowhere", "a/b/c", "-", "1.004873",
)  # fmt: skip


@dataclass(slots=True)
class Findings:
    """What a run came to."""

    count: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_seed: int = -1
    clean: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


@cache
def shipped() -> tuple[list[SourceDocument], MemoryLibrary]:
    """The shipped documents and the library they make."""
    documents, problems = read_tree([ROOT / name for name in SHIPPED])
    compilation = compile_documents(documents, EmptyLibrary(), registry(), today=TODAY)
    assert compilation.ok, [str(problem) for problem in (*problems, *compilation.problems)]
    layers: dict[tuple[str, str], list[SourceDocument]] = {}
    for document in documents:
        draft, _ = draft_of(document)
        if draft is not None:
            layers.setdefault((draft.kind, draft.code), []).append(document)
    return documents, MemoryLibrary(compilation.definitions, layers)


def mutated(text: str, chance: random.Random) -> str:
    """The text changed in a few places: as text, or as what it says."""
    if chance.random() < 0.5:
        return _as_text(text, chance)
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return _as_text(text, chance)
    for _ in range(chance.randint(1, 4)):
        data = _changed(data, chance)
    try:
        return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    except (yaml.YAMLError, UnicodeError):
        return _as_text(text, chance)


def _as_text(text: str, chance: random.Random) -> str:
    lines = text.splitlines() or [""]
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        piece = chance.choice(PIECES)
        line = lines[at]
        cut = chance.randint(0, len(line))
        lines[at] = chance.choice(
            (
                line[:cut] + piece + line[cut:],
                f"{line.partition(':')[0]}: {piece}",
                " " * chance.randint(0, 9) + line.lstrip(),
                line[:cut],
                f"{line}\n{chance.choice(lines)}",
                line.replace("id: ", chance.choice(["id: x-", "code: ", "idd: "])),
                "",
            )
        )
    return "\n".join(lines) + "\n"


def _changed(data: object, chance: random.Random) -> object:
    places = list(_places(data))
    if not places:
        return data
    holder, key = chance.choice(places)
    value = holder[key]  # type: ignore[index]
    match chance.randrange(6):
        case 0:
            holder[key] = chance.choice(ODD)  # type: ignore[index]
        case 1:
            del holder[key]  # type: ignore[attr-defined]
        case 2 if isinstance(holder, list):
            holder.insert(chance.randint(0, len(holder)), value)
        case 3 if isinstance(holder, dict):
            holder[chance.choice([f"{key}x", "id", "when", "extends", "remove", "code", "steps"])] = value
        case 4:
            other, name = chance.choice(places)
            holder[key] = json.loads(json.dumps(other[name], default=str))  # type: ignore[index]
        case _ if isinstance(value, str):
            cut = chance.randint(0, len(value))
            holder[key] = value[:cut] + chance.choice(PIECES[:12]) + value[cut:]  # type: ignore[index]
    return data


def _places(data: object) -> Iterator[tuple[object, object]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(items):
        yield data, key
        yield from _places(value)


def try_one(seed: int, found: Findings, report: Callable[[str], None] = lambda _line: None) -> None:
    """Compile one changed definition over the shipped ones and note what happened."""
    documents, library = shipped()
    chance = random.Random(seed)
    source = documents[chance.randrange(len(documents))]
    text = mutated(source.text or "", chance)
    begun = time.process_time()  # of this process alone: the machine has other things to do
    wrong = ""
    try:
        changed = split_documents(text, Path(source.file).name, source.layer)
        compilation = compile_documents(changed, library, registry(), today=TODAY)
        for problem in compilation.problems:
            found.codes[problem.code] += 1
            if problem.code not in problem_codes() or not (problem.message and problem.remedy):
                wrong = f"says too little: {problem}"
            elif not problem.place.file or problem.place.line < 1:
                wrong = f"has no place: {problem}"
        found.clean += not compilation.problems
    except Exception:  # noqa: BLE001 — this is what the run looks for
        wrong = traceback.format_exc()
    took = time.process_time() - begun
    if took > LONGEST:
        wrong = wrong or f"took {took:.2f} s"
    if took > found.slowest:
        found.slowest, found.slowest_seed = took, seed
    found.count += 1
    found.seconds += took
    if wrong:
        found.failures.append(f"seed {seed}, {Path(source.file).name}: {wrong}")
        report(found.failures[-1])


def main() -> None:
    """The full run; exit 1 when anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    found = Findings()
    for number in range(arguments.count):
        try_one(arguments.seed * 10_000_000 + number, found, lambda line: print(line, flush=True))
        if number % 5_000 == 4_999:
            print(f"{number + 1} changed, {len(found.failures)} wrong, {found.seconds:.0f} s", flush=True)
    print(
        f"{found.count} changed definitions in {found.seconds:.0f} s: {len(found.failures)} wrong, "
        f"slowest {found.slowest * 1000:.0f} ms (seed {found.slowest_seed}), {found.clean} still without problem, "
        f"{len(found.codes)} different codes, most often {found.codes.most_common(8)}."
    )
    raise SystemExit(1 if found.failures else 0)


if __name__ == "__main__":
    main()
