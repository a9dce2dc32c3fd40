"""OpenCPS packages: XML files of procedures, dossier templates, processes, dictionaries, staff and holidays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from motcua.catalog.process_workbook import Arrow, ReadProcess, ReadStep
from motcua.kernel.problems import Place
from motcua.kernel.text import clean
from motcua.kernel.xml_tree import XmlNode

INPUT_PART = "1"
HOURS = "1"
"""`durationUnit` of a process: 1 counts hours, anything else days."""


@dataclass(frozen=True, slots=True)
class Left:
    """What could not be converted: where it stood, what it is, and what to do about it."""

    file: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """A procedure of a package: texts by the ids of the catalog's columns."""

    code: str
    name: str
    values: Mapping[str, str]
    template: str
    process: str
    file: str


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A paper of a dossier template."""

    number: str
    name: str
    required: bool
    file_template: str
    electronic: bool


@dataclass(frozen=True, slots=True)
class PackageProcess:
    """A process as it can be planned, and the unit its times are in."""

    read: ReadProcess
    unit: str
    file: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A list of codes."""

    code: str
    name: str
    items: tuple[tuple[str, str, str], ...]
    """Code, name, code of the item above."""
    file: str


@dataclass(slots=True)
class Package:
    """Everything of a package that means something here, and what does not."""

    services: list[ServiceSheet] = field(default_factory=list)
    templates: dict[str, tuple[TemplatePart, ...]] = field(default_factory=dict)
    processes: dict[str, PackageProcess] = field(default_factory=dict)
    dictionaries: list[Dictionary] = field(default_factory=list)
    holidays: list[tuple[str, str]] = field(default_factory=list)
    staff: list[tuple[str, str, str, str]] = field(default_factory=list)
    """User name, full name, e-mail, roles."""
    left: list[Left] = field(default_factory=list)


TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "steps": "processText",
        "channels": "methodText",
        "checklist": "dossierText",
        "conditions": "conditionText",
        "time_limit": "durationText",
        "applicants": "applicantText",
        "outcomes": "resultText",
        "legal_basis": "regularText",
        "fee": "feeText",
        "issuing_agency": "administrationName",
        "field_of_work": "domainName",
    }
)
UNUSED: Mapping[str, str] = MappingProxyType(
    {
        "ActionConfigList": "Cấu hình thao tác: nút bấm của hệ thống này do quy trình định nghĩa.",
        "StepConfigList": "Cấu hình trạng thái bước: hệ thống này dùng mười trạng thái quốc gia.",
        "MenuConfigList": "Cấu hình thực đơn: dùng danh sách việc (screen) của hệ thống này.",
        "DocumentTypeList": "Mẫu giấy tờ in: chuyển bằng màn hình Mẫu in, nhận tệp Word.",
        "DeliverableTypeList": "Loại kết quả có kịch bản biểu mẫu: dựng lại biểu mẫu ở trình dựng biểu mẫu.",
        "DynamicReportList": "Báo cáo động: dựng lại ở trình dựng báo cáo.",
        "ServerConfigList": "Cấu hình máy chủ, liên thông: không có nghĩa ở đây.",
        "PaymentConfigList": "Cấu hình thanh toán: khai lại ở cài đặt thanh toán, không chuyển khóa bí mật.",
        "NotificationTemplateList": "Mẫu thông báo: viết lại thành định nghĩa notice, tên biến khác nhau.",
        "WorkingTimeList": "Giờ làm việc: sửa ở định nghĩa lịch (calendar).",
        "ApplicantList": "Người nộp: dữ liệu cá nhân không nhập cùng định nghĩa.",
        "CitizenList": "Công dân: dữ liệu cá nhân không nhập cùng định nghĩa.",
        "BusinessList": "Doanh nghiệp: dữ liệu tổ chức không nhập cùng định nghĩa.",
    }
)


def take_node(package: Package, file: str, root: XmlNode) -> None:
    """Add what one file of a package says."""
    readers: Mapping[str, Callable[[Package, str, XmlNode], None]] = {
        "ServiceInfo": _service,
        "DossierTemplate": _template,
        "ServiceProcess": _process,
        "DictCollection": _dictionary,
        "HolidayList": _holidays,
        "UserManagement": _staff,
    }
    reader = readers.get(root.name)
    if reader is not None:
        reader(package, file, root)
    else:
        why = UNUSED.get(root.name, "Không nhận ra loại tệp này.")
        package.left.append(Left(file, root.name, why))


def _service(package: Package, file: str, root: XmlNode) -> None:
    values = {column: root.value(name) for column, name in TEXTS.items() if root.value(name)}
    options = root.all("configs", "ServiceConfig", "processes", "ProcessOption")
    configs = root.all("configs", "ServiceConfig")
    agencies = [one.value("govAgencyName") for one in configs if one.value("govAgencyName")]
    if agencies:
        values["executing_agencies"] = "\n".join(dict.fromkeys(agencies))
    levels = {one.value("serviceLevel") for one in configs} - {""}
    if levels:
        values["online_level"] = max(levels)
    first = options[0] if options else XmlNode("")
    for one in options[1:]:
        name = one.value("optionName") or one.value("processName")
        package.left.append(
            Left(file, f"Trường hợp “{name}”", "Thêm trường hợp cho thủ tục rồi gán quy trình.")
        )
    package.services.append(
        ServiceSheet(
            root.value("serviceCode"),
            clean(root.value("serviceName")),
            values,
            first.value("templateNo"),
            first.value("processNo"),
            file,
        )
    )


def _template(package: Package, file: str, root: XmlNode) -> None:
    number, parts = root.value("templateNo"), []
    for part in root.all("parts", "DossierPart"):
        if part.value("partType") not in (INPUT_PART, ""):
            what = f"Thành phần {part.value('partNo')} {part.value('partName')}"
            package.left.append(
                Left(file, what, "Không phải giấy tờ nộp vào; kết quả và mẫu in khai ở thủ tục.")
            )
            continue
        parts.append(
            TemplatePart(
                part.value("partNo"),
                clean(part.value("partName")),
                part.value("required") in ("true", "1"),
                part.value("fileTemplateNo"),
                part.value("eForm") in ("true", "1"),
            )
        )
    package.templates[number] = tuple(parts)
    if root.value("newFormScript"):
        package.left.append(
            Left(
                file, f"Biểu mẫu điện tử của mẫu {number}", "Là mã kịch bản; dựng lại ở trình dựng biểu mẫu."
            )
        )


def _process(package: Package, file: str, root: XmlNode) -> None:
    number = root.value("processNo")
    names = {
        step.value("stepCode"): clean(step.value("stepName")) for step in root.all("steps", "ProcessStep")
    }
    place = Place(file)
    actions = root.all("actions", "ProcessAction")
    leading = {
        action.value("postStepCode"): clean(action.value("actionName")) for action in reversed(actions)
    }
    steps = tuple(
        ReadStep(
            step.value("sequenceNo") or step.value("stepCode"),
            clean(step.value("stepName")),
            leading.get(step.value("stepCode"), ""),
            _time(step.value("durationCount")),
            next((role.value("roleName") for role in step.all("roles", "StepRole")), ""),
            "",
            place,
        )
        for step in root.all("steps", "ProcessStep")
    )
    arrows = []
    for action in actions:
        start, end = names.get(action.value("preStepCode")), names.get(action.value("postStepCode"))
        if start and end and start != end:
            arrows.append(Arrow(start, end, place))
        for name, why in _LOST_OF_ACTIONS.items():
            if action.value(name) not in ("", "0", "false"):
                what = f"Thao tác “{clean(action.value('actionName'))}”: {name}"
                package.left.append(Left(file, what, why))
    read = ReadProcess(clean(root.value("processName")) or number, number, "", steps, tuple(arrows))
    unit = "working_hours" if root.value("durationUnit") == HOURS else "working_days"
    package.processes[number] = PackageProcess(read, unit, file)


_LOST_OF_ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "preCondition": "Điều kiện viết theo hệ thống cũ; viết lại bằng biểu thức của bước.",
        "autoEvent": "Tự động; đặt hẹn giờ hoặc bước tự động ở quy trình.",
        "requestPayment": "Yêu cầu nộp phí; đặt ở khoản phí và bước chờ thanh toán.",
        "createDossiers": "Tạo hồ sơ liên thông; đặt ở bước mở hồ sơ con.",
        "eSignature": "Ký số; đặt ở bước ký duyệt.",
    }
)


def _time(text: str) -> str:
    """A duration as the workbook of processes would say it; nothing for what is open."""
    try:
        number = float(text)
    except ValueError:
        return ""
    return "" if number <= 0 else f"{number:g}"


def _dictionary(package: Package, file: str, root: XmlNode) -> None:
    items = tuple(
        (item.value("itemCode"), clean(item.value("itemName")), item.value("parent"))
        for item in root.all("items", "DictItem")
    )
    package.dictionaries.append(
        Dictionary(root.value("collectionCode"), clean(root.value("collectionName")), items, file)
    )
    for group in root.all("groups", "DictGroup"):
        what = f"Nhóm {group.value('groupCode')} của danh mục {root.value('collectionCode')}"
        package.left.append(Left(file, what, "Lọc mục bằng điều kiện ở trường chọn của biểu mẫu."))


def _holidays(package: Package, _file: str, root: XmlNode) -> None:
    for one in root.all("Holiday"):
        package.holidays.append((one.value("holidayDate"), clean(one.value("description")) or "Nghỉ"))


def _staff(package: Package, file: str, root: XmlNode) -> None:
    for one in root.all("users", "Employee"):
        number = one.value("employeeNo")
        roles = one.value("jobTitle") or one.value("roles") or one.value("title")
        package.staff.append((number, clean(one.value("fullname")), one.value("email"), roles))
    for role in root.all("roles", "JobPos"):
        what = f"Vị trí {role.value('code')} {role.value('title')}"
        package.left.append(Left(file, what, "Khai thành chức danh ở định nghĩa tổ chức nếu còn dùng."))
