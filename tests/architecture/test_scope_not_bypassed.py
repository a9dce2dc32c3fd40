"""No code outside storage reaches a scoped table around the session that limits it."""

import ast
from pathlib import Path

import pytest

from motcua.storage.scope import SCOPED_TABLES

# a backup copies the whole database, whoever's rows they are; definitions belong to no agency
ALLOWED = {"services/backup.py", "services/rule_store.py"}
ROWS = {"".join(word.title() for word in table.split("_")) + "Row" for table in SCOPED_TABLES}


def modules(project_root: Path):
    root = project_root / "platform" / "motcua"
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if not name.startswith("storage/"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def bare_tables(tree: ast.AST):
    """Uses of `SomethingRow.__table__`, unless that table is free, and of `metadata.tables`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = ast.unparse(node.value)
        free = owner.endswith("Row") and owner not in ROWS
        if (node.attr == "__table__" and not free) or (node.attr == "tables" and owner.endswith("metadata")):
            yield node.lineno


def engine_uses(tree: ast.AST):
    """Connections opened beside `Database.read()` and `Database.write()`."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"reading", "writing"}
            and ast.unparse(node.value).endswith("database")
        ):
            yield node.lineno
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "create_engine",
            "make_engine",
            "Session",
        }:
            yield node.lineno


def raw_sql(tree: ast.AST):
    """SQL text that names a scoped table."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"text", "sa.text", "sqlalchemy.text"}:
            words = set(ast.unparse(node).lower().replace('"', " ").split())
            if words & SCOPED_TABLES:
                yield node.lineno


@pytest.mark.parametrize("find", [bare_tables, engine_uses, raw_sql])
def test_code_outside_storage__goes_through_scoped_sessions(project_root, find):
    found = [
        f"{name}:{line}" for name, tree in modules(project_root) if name not in ALLOWED for line in find(tree)
    ]
    assert found == []


def test_unlimited_scopes__say_why(project_root):
    calls = [
        (name, node)
        for name, tree in modules(project_root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Scope.everything"
    ]
    assert calls
    assert [f"{name}:{node.lineno}" for name, node in calls if not (node.args or node.keywords)] == []
