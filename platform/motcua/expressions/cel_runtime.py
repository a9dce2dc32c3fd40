"""Loads the CEL extension module alone: its package also imports a command line (0.6 s and 15 MB at each start)."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from cel import Program


_NAME = "cel.cel"


def _extension() -> ModuleType:
    """The extension under its own name, so that importing the package later finds it and does not start it twice."""
    loaded = sys.modules.get(_NAME)
    if loaded is not None:
        return loaded
    package = find_spec("cel")
    places = package.submodule_search_locations if package else None
    spec = PathFinder.find_spec(_NAME, list(places)) if places else None
    if spec is None or spec.loader is None:
        return importlib.import_module("cel")
    module = module_from_spec(spec)
    sys.modules[_NAME] = module
    spec.loader.exec_module(module)
    return module


_CEL = _extension()


def compile_cel(code: str) -> Program:
    """The program of a CEL text. Raises ValueError for bad syntax."""
    program: Program = _CEL.compile(code)
    return program
