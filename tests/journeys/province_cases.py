"""What takes several agencies: consultation in parallel, the tax of a land change, dossiers opened at other agencies."""

from __future__ import annotations

from tests.journeys.story import Application, Story

KARAOKE = Application(
    "1.001029",
    {
        "ten_co_so": "Karaoke Bến Đò",
        "dia_chi": {"detail": "Số 6 đường Bến Đò"},
        "khu_vuc": "do-thi",
        "so_phong": 6,
        "dien_tich_nho_nhat": 24.5,
        "loai_de_nghi": "cap-moi",
    },
    papers=("don", "giay-an-ninh-trat-tu"),
)
LAND = Application(
    "1.012785",
    {
        "so_thua": "45",
        "to_ban_do": "9",
        "dien_tich": 180,
        "loai_dat": "dat-o",
        "so_giay_chung_nhan": "CH 012345",
        "dia_chi_thua_dat": {"detail": "Thôn Đông, xã Tân Hòa"},
        "loai_bien_dong": "chuyen-quyen-truoc-2024",
        "ben_chuyen": "Cao Xuân Trường",
        "ben_nhan": "Bùi Thị Lan Hương",
        "nhan_giay_moi": True,
    },
    name="Bùi Thị Lan Hương",
    papers=("don", "giay-chung-nhan-dat", "giay-to-chuyen-quyen", "to-khai-thue"),
)
CHILD = Application(
    "2.000986",
    {
        "quan_he_nguoi_khai": "me",
        "con_ho_ten": "Phạm Gia Hân",
        "con_ngay_sinh": "2026-11-01",
        "con_gioi_tinh": "nu",
        "con_dan_toc": "01",
        "noi_sinh": "Bệnh viện đa khoa tỉnh",
        "noi_thuong_tru": "Thôn Đông, xã Tân Hòa",
        "chu_ho": "Phạm Văn Tuấn",
        "noi_kham_chua_benh": "Trạm y tế xã Tân Hòa",
    },
    papers=("to-khai", "giay-chung-sinh"),
)
DEPARTMENT = ("thuly.h88.09", "truongphong.h88.09", "lanhdao.h88.09", "vanthu.h88.09", "motcua.h88.09")


def permit_with_parallel_consultation(story: Story) -> None:
    """Police and construction are asked at once; one answers after its own target, and the permit still comes in time."""
    office = story.office
    handler, head, leader, clerk, desk = DEPARTMENT
    office.at("2026-11-05T08:00")
    number = story.new(office.receive(desk, KARAOKE, paid=True))
    story.expect(number, 2, due="08:00 12/11/2026", paid=12_000_000, owed=0, papers=("mau-01",))
    story.press(desk, number, "forward")
    office.at("2026-11-05T10:00")
    story.press(handler, number, "consult", reason="Xin ý kiến về an ninh và công trình")
    seen = story.expect(number, 4, last="consulted", due="08:00 12/11/2026")
    assert len(seen.waits) == 2
    story.refuses("", handler, number, "submit")
    office.at("2026-11-06T09:00")
    story.press("congan.h88.21", number, "answer", reason="Đủ điều kiện về an ninh, trật tự")
    story.expect(number, 4, waits=("Sở Xây dựng cho ý kiến về công trình",), last="answered")
    # the target of the answer was Friday 14:00; it comes on Monday afternoon
    office.at("2026-11-09T15:00")
    story.press("thuly.h88.07", number, "answer", reason="Công trình bảo đảm an toàn")
    story.expect(number, 4, waits=("Thẩm định hồ sơ",), last="answered", due="08:00 12/11/2026")
    story.press(handler, number, "submit")
    story.refuses("", handler, number, "submit")
    story.press(head, number, "submit")
    story.press(leader, number, "approve")
    story.press(clerk, number, "number")
    office.at("2026-11-10T09:00")
    story.expect(number, 9, last="issued")
    story.press(desk, number, "hand-over")
    assert story.closed(number, 10).log.count("answered") == 2


def land_change_with_tax_wait(story: Story) -> None:
    """The tax office sets the obligation, the clock stands still until all of it is paid, then the work goes on."""
    office = story.office
    desk, officer = "motcua.h88.04.01", "datdai.h88.04.01"
    office.at("2026-11-04T08:00")
    number = story.new(office.receive(desk, LAND, paid=False))
    story.expect(number, 2, due="08:00 16/11/2026", paid=0, owed=600_000, papers=("mau-01",))
    office.take_money(desk, number, "phi-tham-dinh", 500_000)
    story.press(desk, number, "forward")
    office.at("2026-11-05T08:00")
    story.press(officer, number, "to-tax")
    story.expect(number, 4, waits=("Cơ quan thuế xác định nghĩa vụ tài chính",), owner="thue.h88.20")
    office.at("2026-11-06T08:00")
    duties = (("Thuế thu nhập cá nhân", 25_000_000), ("Lệ phí trước bạ", 5_000_000))
    story.press("thue.h88.20", number, "notify", fees=duties)
    story.expect(number, 6, owed=30_100_000, paid=500_000, last="payment_requested", owner=desk)
    office.at("2026-11-11T08:00")
    office.take_money(desk, number, "nghia-vu-1", 25_000_000)
    story.expect(number, 6, owed=5_100_000, last="paid")
    office.take_money(desk, number, "nghia-vu-2", 5_000_000)
    # waited from Friday 08:00 to Wednesday 08:00: three working days
    story.expect(number, 4, due="08:00 19/11/2026", owed=100_000, last="payment_completed", owner=officer)
    story.press(officer, number, "submit")
    story.press("lanhdao.h88.04.01", number, "approve")
    story.press("vanthu.h88.04.01", number, "number")
    office.take_money(desk, number, "le-phi-cap-giay", 100_000)
    story.expect(number, 9, owed=0, paid=30_600_000, last="paid")
    story.press(desk, number, "hand-over")
    story.closed(number, 10)
    office.time_works()
    assert ("nhung@example.vn", f"Thông báo nộp tiền, hồ sơ {number}") in office.mails()


def joint_birth_residence_insurance(story: Story) -> None:
    """Birth at the commune, then police and insurance at once in dossiers of their own; one result for the parents."""
    office = story.office
    office.at("2026-11-16T08:00")
    number = story.new(office.receive("motcua", CHILD))
    story.expect(number, 2, due="08:00 15/12/2026", owed=0, papers=("mau-01",))
    story.press("motcua", number, "forward")
    story.press("thuly", number, "submit")
    story.press("lanhdao", number, "approve")
    story.press("vanthu", number, "number")
    story.expect(number, 4, waits=("Lập hồ sơ thường trú và bảo hiểm y tế",), last="issued")
    office.at("2026-11-16T14:00")
    story.refuses("", "thuly", number, "complete")
    story.press("thuly", number, "send")
    seen = story.expect(number, 4, last="child_opened")
    residence, insurance = seen.children
    assert residence.startswith("H88.31-")
    assert insurance.startswith("H88.22-")
    for child in seen.children:
        story.new(child)
    story.refuses("", "thuly", number, "complete")
    story.expect(residence, 2, due="14:00 26/11/2026", owed=0)
    story.expect(insurance, 2, due="14:00 23/11/2026", owed=0)
    office.at("2026-11-17T09:00")
    story.press("motcua.h88.22", insurance, "forward")
    story.press("thuly.h88.22", insurance, "submit")
    story.press("truongphong.h88.22", insurance, "submit")
    story.press("lanhdao.h88.22", insurance, "approve")
    story.press("vanthu.h88.22", insurance, "number")
    story.closed(insurance, 10)
    story.expect(number, 4, waits=("Công an xã đăng ký thường trú",))
    office.at("2026-11-18T09:00")
    story.press("motcua", residence, "forward")
    story.press("congan.h88.31", residence, "submit")
    story.press("chihuy.h88.31", residence, "approve")
    story.press("congan.h88.31", residence, "number")
    story.closed(residence, 10)
    story.expect(number, 4, waits=("Lập hồ sơ thường trú và bảo hiểm y tế",), due="08:00 15/12/2026")
    story.press("thuly", number, "complete")
    story.expect(number, 9, waits=("Trả kết quả",))
    story.press("motcua", number, "hand-over")
    story.closed(number, 10)
