"""Compiling a province's procedures from their texts, one edited procedure, and the memory a worker then needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import yaml
from tests.benchmarks.figures import Figure, taken
from tests.benchmarks.worlds import PROJECT
from tests.compiler_cases.cases import TODAY, registry
from tests.mutations import SHIPPED

from motcua.compiler.compilation import Compilation, compile_documents
from motcua.compiler.library import EmptyLibrary, MemoryLibrary
from motcua.compiler.sources import SourceDocument, read_tree
from motcua.services.rule_store import CACHED_DEFINITIONS

PROCEDURES = 6_000
MEMORY = """
import json, sys
from functools import lru_cache
from motcua.compiler.freezing import thaw
from motcua.services.rule_store import CACHED_DEFINITIONS
known = lru_cache(maxsize=CACHED_DEFINITIONS)(lambda _number: thaw(*json.loads(line)))
for number, line in enumerate(sys.stdin):
    known(number)
print(next(int(one.split()[1]) // 1024 for one in open("/proc/self/status") if one.startswith("VmHWM")))
"""


def texts(count: int = PROCEDURES) -> list[SourceDocument]:
    """Everything shipped, and the shipped procedures over and over under other codes until there are so many."""
    documents, _problems = read_tree([PROJECT / name for name in SHIPPED])
    procedures = [one for one in documents if (one.text or "").lstrip().startswith("kind: procedure")]
    made = list(documents)
    for number in range(count):
        source = procedures[number % len(procedures)]
        lines = (source.text or "").splitlines()
        at = next(index for index, line in enumerate(lines) if line.startswith("code:"))
        lines[at] = f"code: 8.{number:06d}"
        made.append(SourceDocument(f"tinh/8.{number:06d}.yaml", source.layer, "\n".join(lines) + "\n"))
    return made


def compiler_figures() -> Iterator[Figure]:
    """A cold compile of everything, one edited procedure over it, and what the thawed rules take."""
    documents, results = texts(), []
    floor = taken(lambda: [yaml.compose(one.text or "", Loader=yaml.CSafeLoader) for one in documents])
    took = taken(
        lambda: results.append(compile_documents(documents, EmptyLibrary(), registry(), today=TODAY))
    )
    compilation: Compilation = results[-1]
    if not compilation.ok:
        raise RuntimeError("; ".join(str(one) for one in compilation.problems[:3]))
    yield Figure(
        f"cold compile of {PROCEDURES:,} procedures from YAML",
        took.seconds,
        "s",
        60,
        floor.seconds,
        "libyaml reads the texts",
        computing=took.computing,
    )
    library = MemoryLibrary(compilation.definitions)
    edited = documents[-1]
    changed = SourceDocument(edited.file, edited.layer, (edited.text or "") + "dossier_sets: 2\n")
    compile_documents([changed], library, registry(), today=TODAY)
    one = taken(lambda: results.append(compile_documents([changed], library, registry(), today=TODAY)))
    yield Figure(
        "check of one edited procedure among them",
        one.seconds * 1000,
        "ms",
        200,
        note="the judge of everything it hangs on included",
        computing=one.computing,
    )
    memory = _memory(compilation)
    note = f"the store keeps the {CACHED_DEFINITIONS:,} used last"
    yield Figure(f"memory of a worker that has used {PROCEDURES:,} procedures", memory, "MB", 150, note=note)


def _memory(compilation: Compilation) -> float:
    """The most memory of a process that has thawed every definition as a worker does."""
    lines = "".join(
        json.dumps([item.kind, json.dumps(item.content, default=str)]) + "\n"
        for item in compilation.definitions
    )
    done = subprocess.run(
        [sys.executable, "-c", MEMORY], input=lines, capture_output=True, text=True, check=True, cwd=PROJECT
    )
    return float(done.stdout.split()[0])
