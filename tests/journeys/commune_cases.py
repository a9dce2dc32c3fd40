"""What a commune lives through on ordinary days: certifications, civil status, withdrawals, stops, money."""

from __future__ import annotations

from tests.journeys.story import Application, Loan, Merger, Story

CERTIFICATION = Application(
    "2.000815",
    {"ten_giay_to": "Bằng tốt nghiệp đại học", "so_trang": 5, "so_ban": 3},
    papers=("ban-chinh",),
)
MARRIAGE = Application(
    "1.004873",
    {"tinh_trang_truoc": "chua-ket-hon", "muc_dich": "ket-hon-trong-nuoc", "so_ban": 2},
    papers=("to-khai",),
)
BIRTH = Application(
    "1.001193",
    {
        "quan_he_nguoi_khai": "me",
        "con_ho_ten": "Lê Hoàng Anh Thư",
        "con_ngay_sinh": "2026-11-02",
        "con_gioi_tinh": "nu",
        "con_dan_toc": "01",
        "noi_sinh": "Trạm y tế xã Tân Hòa",
        "me_ho_ten": "Hoàng Thị Lan",
        "so_ban_sao": 0,
    },
    name="Hoàng Thị Lan",
    papers=("to-khai",),
)


def same_day_certification_after_three(story: Story) -> None:
    """Brought at 15:20 on a Friday: the rule of the same day gives until the end of Monday."""
    office = story.office
    office.at("2026-11-20T15:20")
    number = story.new(office.receive("motcua", CERTIFICATION, paid=True))
    story.expect(
        number,
        2,
        due="17:00 23/11/2026",
        why="15:00",
        waits=("Tiếp nhận giấy tờ",),
        paid=21_000,
        owed=0,
        last="paid",
        papers=("mau-01",),
    )
    office.at("2026-11-20T15:40")
    story.press("motcua", number, "forward")
    story.expect(number, 4, waits=("Đối chiếu bản chính và ghi lời chứng",), owner="thuly")
    assert "không cho" in office.why_not("thuly", number, "extend")
    office.at("2026-11-23T08:00")
    story.press("thuly", number, "submit")
    story.press("lanhdao", number, "approve")
    story.expect(number, 4, waits=("Vào sổ chứng thực, đóng dấu",), last="approved")
    office.at("2026-11-23T09:00")
    story.press("vanthu", number, "number")
    story.expect(number, 9, waits=("Trả giấy tờ",), last="issued", due="17:00 23/11/2026")
    story.press("motcua", number, "hand-over")
    story.closed(number, 10)


def birth_online_supplemented_twice(story: Story) -> None:
    """Filed online on Friday evening, received on Monday, two rounds of papers; a third is not allowed."""
    office = story.office
    office.at("2026-11-20T18:30")
    number = story.new(office.submit("H88.31", BIRTH))
    story.expect(number, 1, due="", waits=("Chờ tiếp nhận hồ sơ trực tuyến",), last="submitted")
    office.at("2026-11-23T08:00")
    story.press("motcua", number, "receive")
    story.expect(number, 2, due="17:00 23/11/2026", owed=0, last="received", papers=("mau-01",))
    story.press("motcua", number, "forward")
    office.at("2026-11-23T09:00")
    story.press(
        "thuly", number, "request_supplement", reason="Thiếu Giấy chứng sinh", items=("giay-chung-sinh",)
    )
    story.expect(number, 5, last="supplement_requested", papers=("mau-02",), owner="motcua", paid=0)
    assert "bổ sung" in office.outside(number).lower()
    # 150 + 210 minutes of Monday, Tuesday is a holiday, 180 minutes of Wednesday: 9 working hours
    office.at("2026-11-25T10:00")
    story.press("motcua", number, "supplement_received", items=("giay-chung-sinh",))
    story.expect(number, 4, due="08:00 26/11/2026", why="hẹn trả mới", last="supplement_received")
    story.press(
        "thuly",
        number,
        "request_supplement",
        reason="Tên mẹ trên tờ khai khác chứng sinh",
        items=("to-khai",),
    )
    office.at("2026-11-25T13:30")
    story.press("motcua", number, "supplement_received", items=("to-khai",))
    # 90 minutes more, from 10:00 to the end of the morning
    story.expect(number, 4, due="09:30 26/11/2026", owner="thuly")
    story.refuses("nhiều nhất 2 lần", "thuly", number, "request_supplement", reason="Thiếu nữa")
    assert "nhiều nhất 2 lần" in office.why_not("thuly", number, "request_supplement")
    story.press("thuly", number, "submit")
    story.press("lanhdao", number, "approve")
    story.press("vanthu", number, "number")
    story.expect(number, 9, last="issued")
    assert office.has_paper("motcua", number, "giay-khai-sinh")
    story.press("motcua", number, "hand-over")
    story.closed(number, 10)
    office.time_works()
    told = [subject for address, subject in office.mails() if address == "nhung@example.vn"]
    assert f"Đã tiếp nhận hồ sơ {number}" in told
    assert told.count(f"Cần bổ sung hồ sơ {number}") == 2


def refusal_at_intake(story: Story) -> None:
    """One turned away at the counter, one filed online and not received: both with a slip, neither with a clock."""
    office = story.office
    office.at("2026-11-20T09:00")
    number = story.new(office.turn_away("motcua", MARRIAGE, "Nơi thường trú không thuộc xã"))
    seen = story.closed(number, 3)
    assert (seen.due, seen.paid, seen.log[-1]) == ("", 0, "intake_refused")
    assert "mau-03" in seen.papers
    assert office.has_paper("motcua", number, "mau-03")
    online = story.new(office.submit("H88.31", MARRIAGE))
    story.expect(online, 1, last="submitted")
    story.press("motcua", online, "refuse_intake", reason="Giấy tờ nộp không đọc được")
    assert "mau-03" in story.closed(online, 3).papers
    assert "Không" in office.outside(online)
    office.time_works()
    assert ("nhung@example.vn", f"Hồ sơ {online} không được tiếp nhận") in office.mails()


def withdrawal(story: Story) -> None:
    """The applicant takes the dossier back while it is being handled, and gets the fee back."""
    office = story.office
    office.at("2026-11-20T08:00")
    number = story.new(office.receive("motcua", MARRIAGE, paid=True))
    story.expect(number, 2, due="08:00 26/11/2026", why="24/11", paid=30_000, owed=0)
    story.press("motcua", number, "forward")
    story.expect(number, 4, waits=("Thụ lý hộ tịch",), owner="thuly", last="forwarded")
    office.at("2026-11-23T14:00")
    story.refuses("lý do", "motcua", number, "withdraw")
    story.press("motcua", number, "withdraw", reason="Người nộp không cần nữa")
    assert story.closed(number, 7).log[-1] == "withdrawn"
    office.give_back("motcua", number, "le-phi", 30_000, "Hồ sơ rút khi chưa giải quyết")
    seen = story.closed(number, 7)
    assert (seen.paid, seen.owed, seen.log[-1]) == (0, 0, "refunded")
    assert "rút" in office.outside(number).lower()


def stop(story: Story) -> None:
    """The agency stops settling, with a document; the result of nothing is printed."""
    office = story.office
    office.at("2026-11-20T08:00")
    number = story.new(office.receive("motcua", MARRIAGE))
    story.expect(number, 2, paid=0, owed=30_000)
    story.press("motcua", number, "forward")
    office.at("2026-11-20T10:00")
    story.refuses("lý do", "thuly", number, "stop")
    story.press(
        "thuly", number, "stop", reason="Có tranh chấp đang được Tòa án thụ lý", document="12/TB-UBND"
    )
    seen = story.closed(number, 8)
    assert seen.log[-1] == "stopped"
    office.time_works()
    assert ("nhung@example.vn", f"Dừng giải quyết hồ sơ {number}") in office.mails()
    assert "dừng" in office.outside(number).lower()


def extension_with_apology_then_late(story: Story) -> None:
    """Extended once while in time, late all the same, appointed again once, settled after the first date."""
    office = story.office
    office.at("2026-11-20T09:41")
    number = story.new(office.receive("motcua", MARRIAGE, paid=True))
    story.press("motcua", number, "forward")
    office.assign("lanhdao", number, "handle", "thuly")
    office.at("2026-11-25T15:00")
    story.press("thuly", number, "extend", reason="Chờ nơi cư trú cũ trả lời", deadline="30/11/2026")
    story.expect(
        number, 4, due="17:00 30/11/2026", why="Gia hạn", last="extended", papers=("mau-04",), owner="thuly"
    )
    story.refuses("gia hạn 1 lần", "thuly", number, "extend", reason="Thêm nữa", deadline="04/12/2026")
    office.at("2026-12-01T08:00")
    office.time_works()
    assert "quá hẹn trả 17:00 30/11/2026" in office.told("thuly")
    story.expect(number, 4, clock="quá")
    story.press("thuly", number, "extend", reason="Nơi cư trú cũ vừa trả lời", deadline="03/12/2026")
    story.expect(number, 4, due="17:00 03/12/2026", why="Hẹn lại", last="extended")
    office.at("2026-12-02T08:00")
    story.press("thuly", number, "submit")
    story.press("lanhdao", number, "approve")
    story.press("vanthu", number, "number")
    story.press("motcua", number, "hand-over")
    seen = story.closed(number, 10)
    assert seen.log.count("extended") == 2
    office.time_works()
    assert [subject for _to, subject in office.mails()].count(f"Xin lỗi và hẹn lại hồ sơ {number}") == 2


def delegation_during_absence(story: Story) -> None:
    """The leader is away for two days: the head of the office signs, before and afterwards not."""
    office = story.office
    office.at("2026-11-20T08:00")
    numbers = [story.new(office.receive("motcua", MARRIAGE, paid=True)) for _time in range(2)]
    for number in numbers:
        story.press("motcua", number, "forward")
        story.press("thuly", number, "submit")
    first, second = numbers
    assert "Lãnh đạo" in office.why_not("truongphong.h88.31", first, "approve")
    office.lend("lanhdao", Loan("truongphong.h88.31", "23/11/2026", "23/11/2026", "absence", "Đi họp tỉnh"))
    office.at("2026-11-20T09:00")
    story.refuses("", "truongphong.h88.31", first, "approve")
    assert "làm thay" in office.told("truongphong.h88.31")
    office.at("2026-11-23T09:00")
    story.expect(first, 4, waits=("Ký duyệt",))
    story.press("truongphong.h88.31", first, "approve")
    story.expect(first, 4, waits=("Vào số, đóng dấu",), last="approved", owner="vanthu")
    office.end_loan("lanhdao")
    story.refuses("", "truongphong.h88.31", second, "approve")
    office.at("2026-11-25T09:00")
    story.press("lanhdao", second, "approve")
    for number in numbers:
        story.press("vanthu", number, "number")
        story.press("motcua", number, "hand-over")
        story.closed(number, 10)


def batch_of_thirty(story: Story) -> None:
    """Thirty copies certified for one person: received at once, each with its number, fee and receipt."""
    office = story.office
    office.at("2026-11-20T08:30")
    rows = [{"ten_giay_to": f"Bằng số {place}", "so_ban": place} for place in range(1, 31)]
    numbers = office.receive_many("motcua", CERTIFICATION, rows)
    assert len(set(numbers)) == len(numbers) == 30
    orders = [int(number.rsplit("-", 1)[1]) for number in numbers]
    assert orders == list(range(orders[0], orders[0] + 30))
    for number in numbers:
        story.new(number)
    for place, number in ((1, numbers[0]), (30, numbers[29])):
        story.expect(
            number, 2, due="17:00 20/11/2026", paid=7_000 * place, owed=0, waits=("Tiếp nhận giấy tờ",)
        )
    last = numbers[29]
    story.press("motcua", last, "forward")
    story.press("thuly", last, "submit")
    story.press("lanhdao", last, "approve")
    story.press("vanthu", last, "number")
    story.press("motcua", last, "hand-over")
    story.closed(last, 10)


def refund(story: Story) -> None:
    """Two copies were paid and one is wanted: half is given back, more than was paid is refused."""
    office = story.office
    office.at("2026-11-20T08:00")
    number = story.new(office.receive("motcua", MARRIAGE, paid=False))
    story.expect(number, 2, paid=0, owed=30_000)
    office.take_money("motcua", number, "le-phi", 10_000)
    story.expect(number, 2, paid=10_000, owed=20_000, last="paid")
    office.take_money("motcua", number, "le-phi", 20_000)
    story.expect(number, 2, paid=30_000, owed=0)
    office.give_back("motcua", number, "le-phi", 15_000, "Chỉ lấy một bản")
    story.expect(number, 2, paid=15_000, owed=0, last="refunded")
    story.press("motcua", number, "forward")
    story.press("thuly", number, "submit")
    story.press("lanhdao", number, "approve")
    story.press("vanthu", number, "number")
    story.press("motcua", number, "hand-over")
    story.closed(number, 10)
    office.give_back("motcua", number, "le-phi", 15_000, "Hộ nghèo, được miễn")
    seen = story.closed(number, 10)
    assert (seen.paid, seen.log[-1]) == (0, "refunded")


def merged_communes_with_open_dossiers(story: Story) -> None:
    """Two communes become one over a weekend: what is open goes on with its number, date and people."""
    office = story.office
    office.at("2026-11-20T14:00")
    first = story.new(office.receive("motcua.h88.34", MARRIAGE, paid=True))
    story.press("motcua.h88.34", first, "forward")
    second = story.new(office.receive("motcua.h88.35", MARRIAGE, paid=True))
    ended = story.new(office.receive("motcua.h88.35", MARRIAGE))
    story.press("motcua.h88.35", ended, "withdraw", reason="Nộp nhầm nơi")
    story.expect(first, 4, due="14:00 26/11/2026", owner="thuly.h88.34")
    merger = Merger(
        ("H88.34", "H88.35"), "H88.901", "Ủy ban nhân dân xã Hải Thuận", "12/NQ-HĐND", "23/11/2026"
    )
    office.merge("quantri", merger)
    office.time_works()
    story.expect(first, 4, last="forwarded", owner="thuly.h88.34")
    office.at("2026-11-23T07:10")
    office.time_works()
    for number in (first, second):
        assert (
            "agency_changed" in story.expect(number, 4 if number == first else 2, due="14:00 26/11/2026").log
        )
    assert story.closed(ended, 7).log[-1] == "withdrawn"
    story.press("thuly.h88.35", first, "submit")
    story.press("lanhdao.h88.34", first, "approve")
    story.press("vanthu.h88.35", first, "number")
    story.press("motcua.h88.35", first, "hand-over")
    story.closed(first, 10)
    story.press("motcua.h88.34", second, "forward")
    story.expect(second, 4, waits=("Thụ lý hộ tịch",), paid=30_000)
    new = story.new(office.receive("motcua.h88.34", MARRIAGE, paid=True))
    assert new.startswith("H88.901-261123-0001")
