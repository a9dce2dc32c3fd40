import gzip
import json
import tracemalloc
from pathlib import Path

import pytest

from motcua.spreadsheets.detail_files import CHANNEL_TABLE, DetailFileError, read_detail_file, table_beside

RECORD = {"ma_thu_tuc": "1.004873", "cap_thuc_hien": "Cấp xã"}


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines__are_read_and_bad_lines_counted(tmp_path: Path, packed: bool) -> None:
    data = (
        json.dumps(RECORD, ensure_ascii=False) + "\n\n{broken\n[1]\n" + json.dumps(RECORD) + "\n"
    ).encode()
    path = tmp_path / "a.jsonl"
    path.write_bytes(gzip.compress(data) if packed else data)
    found = read_detail_file(path)
    assert list(found.records) == [RECORD, RECORD]
    assert found.bad_lines == [3, 4]


@pytest.mark.parametrize("whole", [[RECORD], RECORD, {"code": "OK", "data": RECORD}, {"data": [RECORD]}])
def test_one_json_value__is_read(tmp_path: Path, whole: object) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    assert list(read_detail_file(path).records) == [RECORD]


@pytest.mark.parametrize(
    "data", [b"", b"not json", b"[" * 100_000, gzip.compress(b"x" * 1000, mtime=0)[:-9], b"\x1f\x8bgarbage"]
)
def test_file_without_records__is_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data)
    with pytest.raises(DetailFileError):
        list(read_detail_file(path).records)


def test_missing_file__is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DetailFileError):
        list(read_detail_file(tmp_path / "khong-co.jsonl").records)


def test_table_in_the_same_folder__is_found(tmp_path: Path) -> None:
    (tmp_path / "channels.csv.gz").write_bytes(
        gzip.compress("\ufeffma_tthc,kenh\n1.004873,Trực tiếp\n".encode())
    )
    assert table_beside(tmp_path / "a.jsonl", CHANNEL_TABLE) == [{"ma_tthc": "1.004873", "kenh": "Trực tiếp"}]
    assert table_beside(tmp_path / "a.jsonl", ("khac.csv",)) == []


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json"])
def test_large_file__is_never_held_whole_as_values(tmp_path: Path, name: str) -> None:
    text = "Thành phần hồ sơ gồm đơn và giấy tờ kèm theo. " * 80
    records = [{**RECORD, "so": number, "noi_dung": text} for number in range(2_000)]
    lines = [json.dumps(one, ensure_ascii=False) for one in records]
    whole = ("[" + ",".join(lines) + "]" if name == "a.json" else "\n".join(lines)).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(whole, 1) if name.endswith("gz") else whole)
    size = len(whole)
    del lines, whole, records
    tracemalloc.start()
    try:
        assert sum(1 for _record in read_detail_file(path).records) == 2_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # one JSON value is held as text, lines are not held at all; as values the records would take twice the text
    assert peak < (size * 2.2 if name == "a.json" else size * 0.6), (peak, size)
