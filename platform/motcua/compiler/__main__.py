"""`python -m motcua.compiler PATH…` prints every problem of the definitions below the paths."""

from __future__ import annotations

import sys
from datetime import datetime

from motcua.compiler.compilation import compile_documents
from motcua.compiler.library import EmptyLibrary
from motcua.compiler.sources import read_tree
from motcua.kernel.clock import VIETNAM


def main(paths: list[str]) -> int:
    """Check and print; 0 when nothing keeps the definitions from being published."""
    documents, problems = read_tree(paths)
    compilation = compile_documents(documents, EmptyLibrary(), today=datetime.now(VIETNAM).date())
    for problem in sorted([*problems, *compilation.problems]):
        sys.stdout.write(f"{problem.severity.value}: {problem}\n")
    summary = f"{len(documents)} văn bản, {len(compilation.definitions)} định nghĩa dùng được"
    sys.stdout.write(f"{summary}, {len(problems) + len(compilation.problems)} vấn đề.\n")
    return 0 if compilation.ok and not problems else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
