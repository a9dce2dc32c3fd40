"""`motcua metadata opencps`: a package of another system becomes definitions, what cannot be is told."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from motcua.cli.main import main

PROJECT = Path(__file__).resolve().parents[2]
Run = Callable[..., Result]

SERVICE = """<?xml version="1.0" encoding="UTF-8"?><ServiceInfo><serviceCode>9.000051</serviceCode>
<serviceName>Cấp giấy phép thử chuyển đổi</serviceName><processText>Bước 1. Nộp hồ sơ</processText>
<methodText>Trực tiếp, Trực tuyến</methodText><durationText>05 ngày làm việc</durationText>
<applicantText>Công dân</applicantText><resultText>Giấy phép thử</resultText>
<regularText>Luật 60/2014/QH13</regularText><feeText>20.000 đồng/hồ sơ</feeText>
<administrationName>Bộ Thử nghiệm</administrationName><domainName>Luật sư</domainName>
<configs><ServiceConfig><govAgencyName>Sở Tư pháp</govAgencyName><serviceLevel>4</serviceLevel>
<processes><ProcessOption><optionCode>1</optionCode><templateNo>HS1</templateNo><processNo>QT1</processNo></ProcessOption>
<ProcessOption><optionName>Cấp lại</optionName><templateNo>HS1</templateNo><processNo>QT2</processNo></ProcessOption>
</processes></ServiceConfig></configs></ServiceInfo>"""
TEMPLATE = """<DossierTemplate><templateNo>HS1</templateNo><newFormScript>{}</newFormScript><parts>
<DossierPart><partNo>TP1</partNo><partName>Đơn đề nghị</partName><partType>1</partType><required>true</required><eForm>true</eForm></DossierPart>
<DossierPart><partNo>TP2</partNo><partName>Bản sao chứng chỉ</partName><partType>1</partType><required>true</required></DossierPart>
<DossierPart><partNo>KQ1</partNo><partName>Giấy phép</partName><partType>2</partType></DossierPart></parts></DossierTemplate>"""
PROCESS = """<ServiceProcess><processNo>QT1</processNo><processName>Quy trình cấp giấy phép thử</processName>
<durationUnit>0</durationUnit><steps>
<ProcessStep><stepCode>100</stepCode><stepName>Tiếp nhận hồ sơ</stepName><sequenceNo>1</sequenceNo><durationCount>0.5</durationCount>
<roles><StepRole><roleName>Cán bộ một cửa</roleName></StepRole></roles></ProcessStep>
<ProcessStep><stepCode>200</stepCode><stepName>Thụ lý hồ sơ</stepName><durationCount>3</durationCount>
<roles><StepRole><roleName>Chuyên viên</roleName></StepRole></roles></ProcessStep>
<ProcessStep><stepCode>300</stepCode><stepName>Lãnh đạo ký duyệt</stepName><durationCount>1</durationCount>
<roles><StepRole><roleName>Lãnh đạo</roleName></StepRole></roles></ProcessStep>
<ProcessStep><stepCode>400</stepCode><stepName>Trả kết quả</stepName><durationCount>-1</durationCount>
<roles><StepRole><roleName>Cán bộ một cửa</roleName></StepRole></roles></ProcessStep></steps><actions>
<ProcessAction><actionName>Chuyển thụ lý</actionName><preStepCode>100</preStepCode><postStepCode>200</postStepCode></ProcessAction>
<ProcessAction><actionName>Trình ký</actionName><preStepCode>200</preStepCode><postStepCode>300</postStepCode><preCondition>payok</preCondition></ProcessAction>
<ProcessAction><actionName>Ban hành</actionName><preStepCode>300</preStepCode><postStepCode>400</postStepCode></ProcessAction>
</actions></ServiceProcess>"""
DICTIONARY = """<DictCollection><collectionCode>NHOM_VIEC</collectionCode><collectionName>Nhóm việc</collectionName><items>
<DictItem><itemCode>01</itemCode><itemName>Một</itemName><parent>0</parent></DictItem>
<DictItem><itemCode>01.1</itemCode><itemName>Con của một</itemName><parent>01</parent></DictItem></items></DictCollection>"""
OTHERS = {
    "ngay-nghi.xml": "<HolidayList><Holiday><holidayDate>02/09/2027</holidayDate><description>Quốc khánh</description></Holiday></HolidayList>",
    "can-bo.xml": "<UserManagement><users><Employee><employeeNo>a.b</employeeNo><fullname>An Bình</fullname><jobTitle>Văn thư</jobTitle></Employee></users></UserManagement>",
    "may-chu.xml": "<ServerConfigList><ServerConfig><serverNo>S1</serverNo></ServerConfig></ServerConfigList>",
    "la.xml": "<SomethingElse/>",
    "bom.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
}


@pytest.fixture
def run(sqlite_province: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an installation with the example province."""
    monkeypatch.setenv("MOTCUA_HOME", str(PROJECT))
    monkeypatch.setenv("MOTCUA_VAR", str(tmp_path))
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)
    shutil.copy(sqlite_province, tmp_path / "motcua.sqlite3")

    def invoke(*arguments: object, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(one) for one in arguments])
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    return invoke


def package() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("thu-tuc.xml", SERVICE)
        packed.writestr("mau.xml", TEMPLATE)
        packed.writestr("quy-trinh.xml", PROCESS)
        packed.writestr("danh-muc.xml", DICTIONARY)
        for name, text in OTHERS.items():
            packed.writestr(name, text)
    return buffer.getvalue()


def test_package__becomes_definitions_that_compile_and_are_published(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "goi.zip", tmp_path / "ra"
    file.write_bytes(package())
    told = json.loads(run("metadata", "opencps", file, "--out", out, "--json").stdout)
    assert told["done"] == {"quy trình": 1, "thủ tục": 1, "danh mục": 1, "ngày nghỉ": 1, "cán bộ": 1}
    left = {(one["file"], one["what"]) for one in told["left"]}
    assert ("thu-tuc.xml", "Trường hợp “Cấp lại”") in left
    assert ("mau.xml", "Thành phần KQ1 Giấy phép") in left
    assert ("mau.xml", "Biểu mẫu điện tử của mẫu HS1") in left
    assert ("quy-trinh.xml", "Thao tác “Trình ký”: preCondition") in left
    assert ("may-chu.xml", "ServerConfigList") in left
    assert ("la.xml", "SomethingElse") in left
    assert ("bom.xml", "Tệp XML") in left
    assert all(one["why"] for one in told["left"])
    report = (out / "BAO-CAO.md").read_text("utf-8")
    assert "- 1 thủ tục" in report
    assert "| quy-trinh.xml |" in report
    procedure = (out / "procedure" / "9.000051.yaml").read_text("utf-8")
    assert "5 working_days" in procedure
    assert "20000" in procedure
    assert "Bản sao chứng chỉ" in procedure
    assert "process: qt1" in procedure
    run("check", out)
    run("metadata", "push", out)
    assert "qt1" in run("explain", "9.000051", "--json").stdout
    run("import", out / "nhap-du-lieu" / "ngay-nghi.csv", "--dry-run")
    run("metadata", "opencps", file, "--out", out, code=1)


def workbook() -> bytes:
    sheets = {
        "TTHC-Thủ_tục": [
            (
                "STT",
                "Mã",
                "Tên TTHC",
                "Trình tự thực hiện",
                "Cách thức thực hiện",
                "Thời hạn giải quyết hồ sơ",
                "Lệ phí thủ tục",
            ),
            (1, "TT-THU-1", "Thủ tục mô phỏng", "Bước 1", "Trực tuyến", " 3 ngày", "Không"),
            (2, "mã sai !", "Thủ tục mã sai", "Bước 1", "", "", ""),
        ],
        "Thành_phần_hồ_sơ": [
            (
                "STT",
                "Tên thủ tục",
                "Số TPHS",
                "Tên thành phần hồ sơ",
                "Mô tả",
                "Kiểu thành phần hồ sơ",
                "Bắt buộc",
            ),
            (1, "Thủ tục mô phỏng", "TP1", "Giấy đăng ký", "Bản khai trực tuyến", "Giấy nộp vào", "x"),
            (2, "Thủ tục mô phỏng", "TP2", "Hợp đồng", "Đính kèm", "Giấy nộp vào", ""),
            (3, "Thủ tục mô phỏng", "KQ1", "Văn bản", "", "Kết quả", ""),
        ],
        "Bước_xử_lý": [
            ("STT", "Tên bước", "Trạng thái hồ sơ", "Thời hạn giải quyết", "Vai trò xử lý"),
            (1, "Tiếp nhận", "", "1", "Cán bộ một cửa"),
            (2, "Thẩm định", "Đang xử lý", "2", "Chuyên viên"),
            (3, "Duyệt", "Đang xử lý", "1", "Lãnh đạo"),
            (4, "Trả kết quả", "Đang xử lý", "-1", "Cán bộ một cửa"),
        ],
        "Thao_tác": [
            (
                "STT",
                "Tên thao tác",
                "Điều kiện thực hiện",
                "Bước thực hiện thao tác",
                "Bước sau thực hiện thao tác",
            ),
            (1, "Chuyển", "", "Tiếp nhận", "Thẩm định"),
            (2, "Trình", "đã nộp phí", "Thẩm định", "Duyệt"),
            (3, "Ký", "", "Duyệt", "Trả kết quả"),
        ],
        "Nhóm_DM": [("STT", "Mã loại DM", "Tên loại DM"), (1, "A", "B")],
    }
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return buffer.getvalue()


def test_workbook_of_an_analyst__becomes_the_same(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "phan-tich.xlsx", tmp_path / "ra"
    file.write_bytes(workbook())
    told = json.loads(run("metadata", "opencps", file, "--out", out, "--json").stdout)
    assert told["done"] == {"quy trình": 1, "thủ tục": 1}
    what = {one["what"] for one in told["left"]}
    assert "Thủ tục “mã sai ! Thủ tục mã sai”" in what
    assert "Thao tác “Trình”: điều kiện thực hiện" in what
    assert "Văn bản" in what
    assert {one["file"] for one in told["left"]} >= {"Nhóm_DM"}
    procedure = (out / "procedure" / "TT-THU-1.yaml").read_text("utf-8")
    assert "3 calendar_days" in procedure
    assert "Hợp đồng" in procedure
    run("check", out)


@pytest.mark.parametrize("content", [b"khong phai goi", b"<a/>", b"<a><b></a>", b"PK\x03\x04hong"])
def test_file_of_no_use__is_refused_in_words(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "la.zip"
    file.write_bytes(content)
    answer = run("metadata", "opencps", file, "--out", tmp_path / "ra", code=1)
    assert "Tệp" in answer.output
    assert not (tmp_path / "ra").exists()
