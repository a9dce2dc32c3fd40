"""What screens, notices and papers understand, registered so that the compiler can check definitions against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from motcua.definitions.print_template import PrintTemplate
from motcua.dossiers.events import EventKind
from motcua.dossiers.parts import Lifecycle
from motcua.expressions.problem import ExpressionProblem
from motcua.extension.points import DEFINITION_CHECKS, Complaint
from motcua.extension.registry import Registrar, Vocabulary
from motcua.surfaces.list_vocabulary import BULK_ACTIONS, LIST_COLUMNS, LIST_FILTERS, LIST_SORTS
from motcua.surfaces.print_conditions import print_condition
from motcua.surfaces.print_contract import CONTRACTS, unknown_names
from motcua.surfaces.print_filters import FILTER_NAMES

BLOCK_KINDS = {
    "national_header": "quốc hiệu, tên cơ quan, số và ngày",
    "title": "tên giấy",
    "codes": "mã QR và mã vạch",
    "line": "một dòng nhãn và giá trị",
    "lines": "nhiều dòng nhãn và giá trị",
    "paragraph": "đoạn chữ",
    "table": "bảng",
    "signatures": "các khối ký",
    "note": "ghi chú chữ nhỏ",
    "spacer": "khoảng trống",
    "rule": "đường kẻ",
}


@dataclass(frozen=True, slots=True)
class PrintCheck:
    """Every token and condition of a print template names something of its data contract."""

    kind: str = "print"

    def check(self, definition: PrintTemplate) -> Iterable[Complaint]:
        """Tokens without a source, filters that do not exist, conditions that cannot hold."""
        for token, reason in unknown_names(definition, FILTER_NAMES):
            name = token.path or token.option
            path = f"/blocks/{token.block}/{token.option}" if token.option != "data" else "/data"
            yield Complaint(
                f"“{name}”: {reason}.", path, name, remedy="Dùng một tên trong bảng dữ liệu của mẫu in."
            )
        if definition.data in CONTRACTS:
            yield from self._conditions(definition)

    def _conditions(self, definition: PrintTemplate) -> Iterator[Complaint]:
        for index, block in enumerate(definition.blocks):
            if block.when:
                try:
                    print_condition(block.when, definition.data)
                except ExpressionProblem as problem:
                    path = f"/blocks/{index}/when"
                    yield Complaint(problem.message, path, block.when, remedy=problem.remedy, fix=problem.fix)


def register_surfaces(registrar: Registrar) -> None:
    """Words of work lists and notices, kinds of blocks, and the check of print templates."""
    registrar.add_words(Vocabulary.SCREEN_VALUE, LIST_COLUMNS)
    registrar.add_words(Vocabulary.SCREEN_FILTER, LIST_FILTERS)
    registrar.add_words(Vocabulary.BULK_ACTION, BULK_ACTIONS)
    registrar.add_words(Vocabulary.SCREEN_SORT, dict.fromkeys(LIST_SORTS, ""))
    registrar.add_words(Vocabulary.DOSSIER_STATE, {state.value: "" for state in Lifecycle})
    registrar.add_words(Vocabulary.NOTICE_EVENT, {event.value: "" for event in EventKind})
    registrar.add_words(Vocabulary.BLOCK_KIND, BLOCK_KINDS)
    registrar.add(DEFINITION_CHECKS, "print-names", PrintCheck(), title="Tên dữ liệu trong mẫu in")
