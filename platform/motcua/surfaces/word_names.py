"""Placeholders whose meaning depends on the paper: lists of dossiers, and receipts for money."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LIST_ROLES = frozenset({"batch_receipt", "hand_over_list", "result_hand_over", "day_sheet", "register_cover"})
"""Papers about several dossiers at once: their data contract is ``list``."""

_OF_LISTS: Mapping[str, str] = MappingProxyType(
    {
        "tenNguoiNop": "list.giver",
        "nguoiNopHoSo": "list.giver",
        "nguoiTiepNhan": "list.receiver",
        "tenNguoiGiao": "list.giver",
        "tenNguoiNhan": "list.receiver",
        "tenDonVi": "list.to_name",
        "noiDungYeuCauGiaiQuyet": "list.title",
        "soLuongHoSo": "list.count | two_digits",
        "ngayTiepNhan": "now | long_datetime",
        "thoiGianBanGiao": "now | long_datetime",
        "qrThongTinPhieu": "list.number",
        "hoSos": "rows",
        "hoSos.maHoSo": "number",
        "hoSos.trichYeuHoSo": "content",
        "hoSos.loaiKetQua": "outcome",
        "hoSos.trichYeuKetQua": "outcome",
        "hoSos.chuHoSo": "applicant",
        "hoSos.diaChiChuHoSo": "address",
        "hoSos.thuPhi": "owed",
        "hoSos.nhanBCCI": "by_post",
        "hoSos.tenDonVi": "agency.name",
        "hoSos.ngayTiepNhan": "received_at | short_datetime",
        "hoSos.ngayHenTra": "due_at | short_datetime",
        "hoSos.soBoHoSo": "sets",
    }
)
_OF_RECEIPTS: Mapping[str, str] = MappingProxyType(
    {
        "soBienLai": "collection.number",
        "kyHieuBienLai": "collection.series",
        "soTien": "collection.total | money",
        "soTienBangChu": "collection.total | amount_words",
        "phi": "collection.charge_total | money",
        "lePhi": "collection.levy_total | money",
    }
)


def data_of_role(role: str) -> str:
    """The data contract a paper of a role is filled from."""
    return "list" if role in LIST_ROLES else "dossier"


def meanings_of_role(role: str) -> Mapping[str, str]:
    """What placeholders of provinces mean on a paper of a role, where that differs from the usual meaning."""
    if role in LIST_ROLES:
        return _OF_LISTS
    return _OF_RECEIPTS if role in ("fee_receipt", "refund_slip") else {}
