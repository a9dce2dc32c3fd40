"""Every figure on a report's page leads somewhere: money to its entries, procedures, acts, shares to their parts."""

import re
from html import unescape

import pytest
from tests.unit.services.report_world import fill
from tests.web.desk import Person, words

from motcua.web.application import create_application

LINK = re.compile(r'<a href="(/bao-cao/[^"]+)">([\d.,]+)</a>')


@pytest.fixture
def person(sqlite_platform):
    return Person(create_application(fill(sqlite_platform)), "giamsat")


@pytest.mark.parametrize(
    "code",
    ["thu-phi-le-phi", "II.07b", "khoi-luong-can-bo", "766-truc-tuyen", "bo-chi-so-766", "tong-hop-linh-vuc"],
)
def test_total_of_the_report__opens_from_its_page(person, code):
    page = person.read(f"/bao-cao/{code}?ky=2026-Q3")
    links = LINK.findall(page)
    assert links
    for href, figure in links[-6:]:
        opened = words(person.read(unescape(href)))
        if "Cách tính" not in opened:
            assert figure in opened
            assert "Con số này bằng 0" not in opened


def test_share__shows_its_parts_and_they_open(person):
    page = person.read("/bao-cao/tong-hop-don-vi?ky=2026-Q3")
    href = unescape(re.findall(r'<a href="([^"]+cot=c12[^"]*)">', page)[-1])
    parts = person.read(href)
    assert "tỷ lệ % (“Trước hạn” + “Đúng hạn”, “Tổng”)" in words(parts)
    opened = LINK.findall(parts)
    assert len(opened) == 3
    for address, figure in opened:
        assert figure in words(person.read(unescape(address)))


def test_long_list_behind_a_figure__goes_on_page_by_page(person):
    page = person.read("/bao-cao/khoi-luong-can-bo?ky=2026-Q3")
    href = unescape(re.findall(r'<a href="([^"]+cot=c3[^"]*)">', page)[-1])
    first = person.read(href)
    following = unescape(re.findall(r'rel="next" href="([^"]+)"', first)[0])
    second = person.read(following)
    numbers = re.compile(r"H88\.\d+-\d{6}-\d{4,5}")
    assert not set(numbers.findall(first)) & set(numbers.findall(second))
    assert "Trước" in words(second)


def test_column_that_is_no_figure__is_refused(person):
    assert person.get("/bao-cao/II.06a/so-lieu?ky=2026-Q3&cot=c99").status_code == 400
    assert person.get("/bao-cao/II.06a/so-lieu?ky=2026-Q3&cot=so:fee_total").status_code == 400
