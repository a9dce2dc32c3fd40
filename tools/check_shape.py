"""Refuses modules and functions that grew too long, and names that say nothing or hide the standard library."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES = 300
FUNCTION_LINES = 45
EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"})
SOURCES = ("platform/motcua", "plugins", "tools")
UNMEASURED = ("storage/migrations/versions",)


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its signature to its end, without its docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def complaints_about(path: Path) -> Iterator[str]:
    """What is wrong with the shape of one module, each with place and remedy."""
    name = path.parent.name if path.name == "__init__.py" else path.stem
    if name in EMPTY_NAMES:
        yield f"{path}: a name that says nothing; name the module after what it knows"
    if name in sys.stdlib_module_names and path.parts[0] == "platform":
        yield f"{path}: named like the standard library's {name}; choose a word of the field"
    if any(part in path.as_posix() for part in UNMEASURED):
        return
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > MODULE_LINES:
        yield f"{path}: {lines} lines, {MODULE_LINES} at most; split it by meaning"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > FUNCTION_LINES:
            length = code_lines(node)
            yield f"{path}:{node.lineno}: {node.name} has {length} lines, {FUNCTION_LINES} at most; take a step out"


def main() -> int:
    """Print every complaint; the exit status is 1 when there is one."""
    if Path("platform/__init__.py").exists():
        print("platform/__init__.py hides the standard library's platform; remove it")
        return 1
    modules = sorted(path for source in SOURCES for path in Path(source).rglob("*.py"))
    complaints = [complaint for path in modules for complaint in complaints_about(path)]
    for complaint in complaints:
        print(complaint)
    print(f"shape: {len(modules)} modules, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
