"""Compiles as this installation does: with its plugins, as of today, running the tests inside the definitions."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.compiler.compilation import compile_documents
from motcua.compiler.compiled import Compilation
from motcua.compiler.library import Library
from motcua.compiler.sources import SourceDocument
from motcua.services.definition_tests import definition_tester
from motcua.services.runtime import Platform


def compile_tested(platform: Platform, documents: Sequence[SourceDocument], library: Library) -> Compilation:
    """What the documents become over what stands in the library; nothing is stored. Failed tests are problems."""
    return compile_documents(
        documents,
        library,
        platform.registry,
        today=platform.today(),
        tester=definition_tester(platform.registry),
    )
