"""Converts OpenCPS packages and analysts' workbooks into definitions, with a report of what was left behind."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.catalog.baseline_choice import BaselineChoice
from motcua.catalog.details_record import DetailRecord
from motcua.catalog.national_record import RecordBuilder
from motcua.catalog.opencps_package import Left, Package, ServiceSheet, take_node
from motcua.catalog.opencps_workbook import read_analysts_workbook
from motcua.catalog.parsers.paper_lines import PaperLine
from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.process_plan import Choices, plan_process
from motcua.catalog.rows import CatalogRow
from motcua.compiler.library import Library
from motcua.compiler.writing import yaml_text
from motcua.definitions.import_mapping import ImportSubject
from motcua.kernel.problems import Place
from motcua.kernel.text import slug
from motcua.kernel.xml_tree import XmlTreeError, read_xml
from motcua.services.bundle_files import BundleError, unpacked
from motcua.services.import_code_lists import CODE
from motcua.services.import_looking import known_mappings
from motcua.spreadsheets.reading import read_bytes

REPORT = "BAO-CAO.md"
NEXT = (
    "Kiểm tra: `motcua check` thư mục này. Công bố: `motcua metadata push`. Các bảng trong `nhap-du-lieu` nhập "
    "bằng `motcua import` hoặc màn hình Nhập dữ liệu."
)
UNPACKED_SUFFIX = ".xml"


class PackageUnusableError(ValueError):
    """The file is no package and no workbook that means anything here."""


@dataclass(slots=True)
class Conversion:
    """Files to write, by name, and what could not be converted."""

    files: dict[str, str] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    def add(self, kind: str, name: str, text: str) -> None:
        """One more file of a kind."""
        self.files[name] = text
        self.done[kind] = self.done.get(kind, 0) + 1


def read_package(content: bytes, name: str) -> Package:
    """A ZIP of XML files, one XML file, or an analysts' workbook. Raises :class:`PackageUnusableError`."""
    package = Package()
    files = _xml_files(content, name)
    if files is None:
        workbook = read_bytes(content, name).workbook
        if workbook is None:
            raise PackageUnusableError(
                f"Tệp “{name}” không phải gói OpenCPS (.zip, .xml) và không phải bảng tính đọc được."
            )
        package = read_analysts_workbook(workbook)
    for file, data in sorted((files or {}).items()):
        try:
            take_node(package, file, read_xml(data))
        except XmlTreeError as error:
            package.left.append(Left(file, "Tệp XML", str(error)))
    if not (
        package.services or package.processes or package.dictionaries or package.holidays or package.staff
    ):
        raise PackageUnusableError(
            f"Tệp “{name}” không có thủ tục, quy trình, danh mục nào nhận ra được. Kiểm tra lại tệp xuất."
        )
    return package


def _xml_files(content: bytes, name: str) -> dict[str, bytes] | None:
    """The XML files of a package by name; None when it is something else."""
    if content.lstrip()[:1] == b"<" or content.startswith(b"\xef\xbb\xbf<"):
        return {name: content}
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return None
    try:
        files = unpacked(content)
    except BundleError as error:
        raise PackageUnusableError(str(error)) from error
    if "[Content_Types].xml" in files or "content.xml" in files:
        return None
    return {file: data for file, data in files.items() if file.lower().endswith(UNPACKED_SUFFIX)}


def convert(library: Library, positions: Mapping[str, str], package: Package) -> Conversion:
    """The definitions of a package; ``positions`` are those of the province, by code."""
    conversion = Conversion(left=list(package.left))
    processes = dict(_processes(package, positions, conversion))
    builder = _builder(library)
    for service in package.services:
        _service(service, package, processes, builder, conversion)
    for dictionary in package.dictionaries:
        _dictionary(dictionary.code, dictionary.name, dictionary.items, dictionary.file, conversion)
    if package.holidays:
        rows = [("Ngày", "Nội dung"), *package.holidays]
        conversion.add("ngày nghỉ", "nhap-du-lieu/ngay-nghi.csv", _table(rows))
    if package.staff:
        staff = [(user, name, "", roles, email) for user, name, email, roles in package.staff]
        head = ("Tên đăng nhập", "Họ và tên", "Cơ quan", "Chức danh", "Email")
        conversion.add("cán bộ", "nhap-du-lieu/can-bo.csv", _table([head, *staff]))
        conversion.left.append(
            Left("can-bo.csv", "Cơ quan của cán bộ", "Gói không ghi mã định danh; điền cột Cơ quan rồi nhập.")
        )
    conversion.files[REPORT] = _report(conversion)
    return conversion


def _builder(library: Library) -> RecordBuilder:
    mappings = [one for one in known_mappings(library) if one.subject is ImportSubject.PROCEDURES]
    general = next((one for one in mappings if not one.extends), None)
    words = WordIndex(general.words if general else ())
    baselines = (library.load("baseline", code) for code in sorted(library.codes("baseline")))
    return RecordBuilder(words, BaselineChoice(baselines))


def _processes(
    package: Package, positions: Mapping[str, str], conversion: Conversion
) -> Iterator[tuple[str, str]]:
    """The code of each process that could be written, by its number in the package."""
    for number, process in package.processes.items():
        plan = plan_process(process.read, Choices(unit=process.unit), positions)
        code = slug(str(plan.content.get("code") or number))[:60] or "quy-trinh"
        errors = [one for one in plan.problems if one.is_error]
        for one in plan.problems:
            conversion.left.append(Left(process.file, f"Quy trình {number}", f"{one.message} {one.remedy}"))
        if errors or not plan.steps:
            what = "Chưa viết thành quy trình; nhập bằng màn hình Quy trình từ Excel và chọn chức danh."
            conversion.left.append(Left(process.file, f"Quy trình {number}", what))
            continue
        content = {**plan.content, "kind": "process", "code": code}
        conversion.add("quy trình", f"process/{code}.yaml", yaml_text("process", content))
        yield number, code


def _service(
    service: ServiceSheet,
    package: Package,
    processes: Mapping[str, str],
    builder: RecordBuilder,
    conversion: Conversion,
) -> None:
    if not CODE.fullmatch(service.code):
        why = "Mã không dùng được ở đây; ghi mã quốc gia (d.nnnnnn) hoặc mã chỉ gồm chữ, số, dấu chấm, gạch."
        conversion.left.append(Left(service.file, f"Thủ tục “{service.code} {service.name}”", why))
        return
    parts = package.templates.get(service.template, ())
    papers = tuple(
        PaperLine(part.name, "1 bản chính" if part.required or not part.electronic else "0 bản chính", "")
        for part in parts
    )
    for part in parts:
        if part.electronic:
            what = f"Biểu mẫu điện tử của giấy tờ “{part.name}”"
            conversion.left.append(
                Left(service.file, what, "Dựng lại ở trình dựng biểu mẫu rồi gán vào giấy tờ.")
            )
    values = {key: text for key, text in service.values.items() if key != "checklist" or not papers}
    row = CatalogRow(service.code, service.name, values, Place(service.file))
    record = builder.build(row, DetailRecord(service.code, {"name": service.name}, (), papers))
    if record is None:
        conversion.left.append(
            Left(service.file, f"Thủ tục {service.code}", "Không có mẫu chung nào phù hợp.")
        )
        return
    content: dict[str, Any] = {"kind": "procedure", **record.data, "code": service.code}
    if service.process in processes:
        content["process"] = processes[service.process]
    for item in content.get("review", ()):
        conversion.left.append(Left(service.file, f"Thủ tục {service.code}", str(item.get("message", ""))))
    conversion.add("thủ tục", f"procedure/{service.code}.yaml", yaml_text("procedure", content))


def _dictionary(
    code: str, name: str, items: tuple[tuple[str, str, str], ...], file: str, conversion: Conversion
) -> None:
    written, known = [], {one for one, _name, _parent in items}
    for item, label, parent in items:
        if not item or not label or item != item.strip():
            conversion.left.append(Left(file, f"Mục “{item} {label}” của {code}", "Thiếu mã hoặc tên."))
            continue
        entry = {"code": item, "name": label}
        if parent and parent != "0":
            if parent in known:
                entry["parent"] = parent
            else:
                why = f"Không có mục cấp trên {parent}."
                conversion.left.append(Left(file, f"Mục {item} của {code}", why))
        written.append(entry)
    content = {
        "kind": "code_list",
        "code": slug(code)[:60] or "danh-muc",
        "name": name or code,
        "items": written,
    }
    conversion.add("danh mục", f"code_list/{content['code']}.yaml", yaml_text("code_list", content))


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return "\ufeff" + buffer.getvalue()


def _report(conversion: Conversion) -> str:
    lines = ["# Chuyển từ OpenCPS", ""]
    lines += [f"- {count} {kind}" for kind, count in conversion.done.items()]
    lines += [
        "",
        f"## Chưa chuyển được ({len(conversion.left)})",
        "",
        "| Nơi | Cái gì | Việc cần làm |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {_cell(one.file)} | {_cell(one.what)} | {_cell(one.why)} |" for one in conversion.left]
    lines += ["", NEXT, ""]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")
