"""Detail records of every shape give the same kinds of lines and papers."""

import json
from pathlib import Path

import pytest

from motcua.catalog.details import DetailReader
from motcua.definitions.import_mapping import ImportMapping


@pytest.fixture
def reader(mappings: dict[str, ImportMapping]) -> DetailReader:
    return DetailReader(mappings["chi-tiet-thu-tuc"])


def test_record_of_the_old_format__gives_lines_and_papers(reader: DetailReader) -> None:
    record = {
        "Mã thủ tục": "1.004873",
        "title": "Cấp giấy",
        "Cách thức thực hiện": [
            {
                "Hình thức nộp": "Trực tiếp",
                "Thời hạn giải quyết": "07 Ngày làm việc",
                "Phí, lệ phí": "Miễn phí",
                "Mô tả": "x",
            }
        ],
        "Thành phần hồ sơ": [{"Tên giấy tờ": "Tờ khai", "Số lượng - bản chính": "Bản chính: 1 - Bản sao: 0"}],
        "Cơ quan thực hiện": "Công an Xã",
    }
    assert reader.code(record) == "1.004873"
    found = reader.read(record, "1.004873")
    assert [(line.channel, line.limit, line.fee) for line in found.lines] == [
        ("Trực tiếp", "07 Ngày làm việc", "Miễn phí")
    ]
    assert [(paper.name, paper.quantity) for paper in found.papers] == [
        ("Tờ khai", "Bản chính: 1 - Bản sao: 0")
    ]
    assert found.values["executing_agencies"] == "Công an Xã"


def test_exchange_packet__gives_every_limit_of_a_channel(reader: DetailReader) -> None:
    packet = {
        "MATTHC": "1.004873",
        "TENTTHC": "Cấp giấy",
        "CAPTHUCHIEN": "Cấp xã",
        "LINHVUCTHUCHIEN": [{"TENLINHVUC": "Hộ tịch"}],
        "CACHTHUCTHUCHIEN": [
            {
                "KENH": 1,
                "THOIGIAN": [
                    {
                        "THOIGIANGIAIQUYET": 3,
                        "DONVITINH": "Ngày làm việc",
                        "PHILEPHI": [{"SOTIEN": "15000", "DONVI": "Đồng", "MOTA": "/bản"}],
                    },
                    {"THOIGIANGIAIQUYET": 23, "DONVITINH": "Ngày làm việc", "MOTA": "Phải xác minh"},
                ],
            }
        ],
        "THANHPHANHOSO": [
            {
                "TRUONGHOP": "Chung",
                "GIAYTO": [{"TENGIAYTO": "Tờ khai", "SOBANCHINH": 1, "SOBANSAO": 2, "TENMAUDON": "TK.docx"}],
            }
        ],
        "KETQUATHUCHIEN": [{"MAKETQUA": "KQ.G15.000001", "TENKETQUA": "Giấy xác nhận"}],
        "CANCUPHAPLY": [{"SOVANBAN": "60/2014/QH13", "TENVANBAN": "Luật Hộ tịch"}],
    }
    found = reader.read(packet, reader.code(packet))
    assert [(line.channel, line.limit, line.fee) for line in found.lines] == [
        ("Trực tiếp", "3 Ngày làm việc", "15,000 Đồng(/bản)"),
        ("Trực tiếp", "23 Ngày làm việc", "Không có thông tin"),
    ]
    assert [(paper.name, paper.quantity, paper.group, paper.template) for paper in found.papers] == [
        ("Tờ khai", "1 bản chính,2 bản sao", "Chung", "TK.docx")
    ]
    assert found.values["outcomes"] == "Giấy xác nhậnMã: KQ.G15.000001"
    assert found.values["legal_basis"].endswith("Luật Hộ tịch60/2014/QH13")


def test_raw_portal_record__is_read(reader: DetailReader, shared_data: Path) -> None:
    record = json.loads(
        (shared_data / "portal-api" / "get-formality-2.000815.json").read_text(encoding="utf-8")
    )["data"]
    found = reader.read(record, reader.code(record))
    assert [(line.channel, line.limit, line.fee) for line in found.lines] == [
        ("DIRECT", "0", "2,000 Việt Nam Đồng(/trang)"),
        ("DIRECT", "0", "10 USD(/bản)"),
    ]
    assert found.values["levels"] == "Cấp xã, Cơ quan khác"
    assert found.values["executing_agencies"].splitlines()[0] == "Ủy ban nhân dân cấp xã"
    assert len(found.papers) == 1


def test_raw_portal_record_with_units__has_limits(reader: DetailReader, shared_data: Path) -> None:
    record = json.loads(
        (shared_data / "portal-api" / "detail-1.000358-rut-gon.json").read_text(encoding="utf-8")
    )
    found = reader.read(record, reader.code(record))
    assert {(line.limit, line.fee) for line in found.lines} == {("5 Ngày làm việc", "Miễn phí")}
    assert [(paper.quantity, paper.template) for paper in found.papers] == [
        ("1 bản chính", "GIAHAN.docx"),
        ("0 bản chính,1 bản sao", ""),
    ]


def test_record_without_code__has_none(reader: DetailReader) -> None:
    assert reader.code({"title": "Cấp giấy"}) == ""
