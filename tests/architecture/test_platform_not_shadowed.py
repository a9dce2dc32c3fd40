"""The folder platform/ holds the sources and must never hide the standard library's module of that name."""

import subprocess
import sys
import sysconfig

import pytest

PROBE = (
    "import platform, sysconfig, pathlib;"
    "assert platform.system();"
    "assert pathlib.Path(platform.__file__).parent == pathlib.Path(sysconfig.get_path('stdlib')), platform.__file__;"
    "import motcua; print(platform.__file__)"
)


@pytest.mark.parametrize("folder", [".", "platform", "tests"])
def test_python_started_in_any_folder__platform_is_the_standard_library(project_root, folder):
    found = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=project_root / folder, capture_output=True, text=True, timeout=60
    )

    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith(sysconfig.get_path("stdlib"))


def test_modules_that_ask_for_platform__import_from_the_project_root(project_root):
    found = subprocess.run(
        [sys.executable, "-c", "import gunicorn.util, mypy.main, pandas, pytest"],
        cwd=project_root,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert found.returncode == 0, found.stderr


def test_source_folder__holds_only_the_package(project_root):
    assert not (project_root / "platform" / "__init__.py").exists()
    assert not (project_root / "tests" / "platform" / "__init__.py").exists()
    assert not list((project_root / "platform").glob("*.py"))
    assert not list((project_root / "platform").rglob("test_*.py"))
    assert not list((project_root / "platform").rglob("conftest.py"))
