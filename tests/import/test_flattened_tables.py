"""The flattened texts of the public pages, taken apart, against the same tables split by others."""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.catalog.parsers.channel_lines import split_channel_lines
from motcua.catalog.parsers.fees import parse_fee
from motcua.catalog.parsers.paper_lines import split_paper_lines
from motcua.catalog.parsers.quantities import parse_quantity
from motcua.catalog.parsers.time_limits import parse_time_limit
from motcua.kernel.text import clean


def table(folder: Path, name: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(folder / name, "rt", encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["ma_tthc"]].append(row)
    return found


def records(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "catalog-detail"


def test_channel_lines__agree_except_where_digits_are_glued(folder: Path) -> None:
    known = table(folder, "channels.csv.gz")
    wrong = []
    for record in records(folder):
        lines = split_channel_lines(record["cach_thuc_thuc_hien"])
        expected = [(row["kenh"], row["thoi_han_nguyen_van"]) for row in known[record["ma_thu_tuc"]]]
        if [(line.channel, line.limit) for line in lines] != expected and not any(
            line.glued for line in lines
        ):
            wrong.append(record["ma_thu_tuc"])
    assert wrong == []


def test_papers__agree_in_ninety_seven_of_a_hundred(folder: Path) -> None:
    known = table(folder, "checklist.csv.gz")
    agree = total = 0
    for record in records(folder):
        lines = [(line.group, line.quantity) for line in split_paper_lines(record["thanh_phan_ho_so"])]
        expected = [
            (clean(row["ten_truong_hop"]), row["so_luong_nguyen_van"]) for row in known[record["ma_thu_tuc"]]
        ]
        total += 1
        agree += lines == expected
    assert agree / total > 0.97


def test_every_quantity__is_understood(folder: Path) -> None:
    for rows in table(folder, "checklist.csv.gz").values():
        assert all(parse_quantity(row["so_luong_nguyen_van"]).is_usable for row in rows)


def test_limits__are_understood_unless_they_have_no_unit_or_say_nothing(folder: Path) -> None:
    for rows in table(folder, "channels.csv.gz").values():
        for row in rows:
            text = row["thoi_han_nguyen_van"]
            found = parse_time_limit(text)
            if text.isdigit():
                assert "đơn vị" in found.reason
            elif text == "Không có thông tin":
                assert found.is_absent
            else:
                assert found.value is not None, text


def test_hard_cases__never_become_a_certain_fee(folder: Path) -> None:
    with (folder / "hard-cases.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    doubtful = {'ghi "Miễn phí" nhưng mô tả nói có mức phí', "phí < 1.000 đồng (nghi thiếu 000)"}
    seen = 0
    for row in rows:
        if row["loai_kho"] not in doubtful:
            continue
        seen += 1
        free = row["loai_kho"].startswith("ghi")
        found = parse_fee("Miễn phí", row["gia_tri"]) if free else parse_fee(row["gia_tri"])
        assert not found.is_certain, row
    assert seen > 100
