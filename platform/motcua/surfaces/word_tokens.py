"""Placeholders of Word templates that provinces have: read, matched with the data of our papers, and checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from motcua.kernel.text import fold
from motcua.surfaces.print_contract import CONTRACTS, DataName, DataType, find, split_token
from motcua.surfaces.print_filters import FILTER_NAMES

TOKEN = re.compile(r"\{([#/%^]?)\s*([^{}]+?)\s*\}")
MOST_SUGGESTIONS = 4


class TokenKind(StrEnum):
    """What a placeholder does."""

    VALUE = "value"
    LOOP = "loop"
    END = "end"
    IMAGE = "image"


_KINDS = {
    "": TokenKind.VALUE,
    "#": TokenKind.LOOP,
    "^": TokenKind.LOOP,
    "/": TokenKind.END,
    "%": TokenKind.IMAGE,
}


@dataclass(frozen=True, slots=True)
class WordToken:
    """A placeholder: its kind and name, the loop it stands in, and where it stands in the document."""

    kind: TokenKind
    name: str
    loop: str = ""
    place: str = ""


class TokenState(StrEnum):
    """What the check says of a placeholder."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    WRONG_TYPE = "wrong_type"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class CheckedToken:
    """A placeholder with the data it stands for; ``message`` says what is wrong, ``suggestions`` what may be meant."""

    token: WordToken
    state: TokenState
    path: str = ""
    meaning: str = ""
    message: str = ""
    suggestions: tuple[str, ...] = ()
    times: int = 1


LEAVE_OUT = "-"
"""Chosen for a placeholder that is to be left out."""

USUAL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "tieuDeTrai1": "agency.parent.name | upper",
        "tieuDeTrai2": "agency.name | upper",
        "tenTinhThanh": "province.name",
        "tenDiaDanh": "agency.place",
        "ngayThangNam": "now | long_date",
        "donViTiepNhan": "agency.receiving_unit",
        "tenDonVi": "dossier.handling_agency",
        "soDienThoaiDonVi": "agency.phone",
        "maHoSo": "dossier.number",
        "tenTTHC": "dossier.procedure.name",
        "linhVuc": "dossier.procedure.field_of_work",
        "trichYeuHoSo": "dossier.summary",
        "noiDungYeuCauGiaiQuyet": "dossier.summary",
        "kenhThucHien": "dossier.channel_name",
        "soBoHoSo": "dossier.sets | two_digits",
        "thoiHanXuLyHoSo": "dossier.limit_words",
        "thoiGianNop": "dossier.submitted_at | long_datetime",
        "ngayTiepNhan": "dossier.received_at | long_datetime",
        "ngayHenTra": "dossier.due_at | long_datetime",
        "ngayTraKetQua": "dossier.returned_at | short_datetime",
        "nhanKetQuaTai": "dossier.delivery",
        "linkTraCuu": "dossier.tracking_url",
        "hostPath": "dossier.tracking_url",
        "tenNguoiNop": "applicant.full_name",
        "nguoiNopHoSo": "applicant.full_name",
        "nguoiNhanKetQua": "applicant.full_name",
        "dienThoaiNguoiNhan": "applicant.phone",
        "diaChiNguoiNop": "applicant.address",
        "soDienThoaiNguoiNop": "applicant.phone",
        "emailNguoiNop": "applicant.email",
        "soGiayToNguoiNop": "applicant.identity_number",
        "chuHoSo": "owner.full_name",
        "diaChiChuHoSo": "owner.address",
        "soDienThoaiChuHoSo": "owner.phone",
        "emailChuHoSo": "owner.email",
        "soGiayToChuHoSo": "owner.identity_number",
        "nguoiTiepNhan": "officer.name",
        "nguoiHuongDan": "officer.name",
        "nguoiTuChoi": "officer.name",
        "nguoiTraKetQua": "officer.name",
        "dienThoaiNguoiTra": "officer.phone",
        "lyDoBoSung": "supplement.reason",
        "lyDoTuChoi": "refusal.reason",
        "soBienLai": "receipt.number",
        "soTien": "dossier.fee_total | money",
        "soTienBangChu": "dossier.fee_total | amount_words",
        "soKyHieuKetQua": "outcome.number",
        "trichYeuKetQua": "outcome.name",
        "loaiVanBanKetQua": "outcome.name",
        "thanhPhanHoSos": "dossier.documents",
        "thanhPhanHoSos.ten": "name",
        "thanhPhanHoSos.soBanChinh": "originals | blank_zero",
        "thanhPhanHoSos.nhanBanGiay": "certified_copies | blank_zero",
        "thanhPhanHoSos.soBanSao": "copies | blank_zero",
        "quaTrinhs": "dossier.handovers",
        "quaTrinhs.ngayGui": "at | short_datetime",
        "quaTrinhs.nguoiXuLy": "giver_name",
        "quaTrinhs.thaoTac": "action",
        "quaTrinhs.nguoiNhan": "receiver_name",
        "quaTrinhs.thoiHanNguoiGui": "due_at | short_datetime",
        "qrThongTinPhieu": "dossier.tracking_url",
        "qrTraCuu": "dossier.tracking_url",
        "chuKyDienTu": LEAVE_OUT,
    }
)
"""Names that templates of provinces use for our data; inside a loop they stand behind its name."""

_NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "receipt": (
            "dossier.number",
            "dossier.due_at",
            "dossier.received_at",
            "applicant.full_name",
            "dossier.documents",
        ),
        "supplement": ("supplement.reason",),
        "refusal": ("refusal.reason",),
        "control_slip": ("dossier.number",),
    }
)
"""What a paper of a role must show."""

_FOR_DATES = frozenset({"long_date", "long_datetime", "short_date", "short_datetime"})
_FOR_NUMBERS = frozenset({"money", "two_digits", "blank_zero", "amount_words"})


def tokens_in(text: str, loop: str = "", place: str = "") -> Iterator[WordToken]:
    """The placeholders of a text, in order."""
    for match in TOKEN.finditer(text):
        yield WordToken(_KINDS[match[1]], match[2], loop, place)


def key_of(token: WordToken) -> str:
    """Under which name the meaning of a placeholder is chosen: inside a loop behind the loop's name."""
    return f"{token.loop}.{token.name}" if token.loop else token.name


def path_of(token: WordToken, chosen: Mapping[str, str]) -> str:
    """The data a placeholder stands for, with filters; empty when it is not known.

    What a person chose comes first, then our own names, then the usual ones.
    """
    key = key_of(token)
    if chosen.get(key):
        return chosen[key]
    if token.name == "index" and token.loop:
        return "index"
    usual = USUAL_NAMES.get(key) or USUAL_NAMES.get(token.name, "")
    path, _filters = split_token(token.name)
    return token.name if "." in path and not usual else usual


def check_tokens(
    tokens: Sequence[WordToken], chosen: Mapping[str, str], data: str = "dossier"
) -> tuple[CheckedToken, ...]:
    """Every placeholder once, with what is wrong with it."""
    contract = CONTRACTS[data]
    counted: dict[tuple[TokenKind, str], tuple[WordToken, int]] = {}
    for token in tokens:
        if token.kind is not TokenKind.END:
            first, times = counted.get((token.kind, key_of(token)), (token, 0))
            counted[token.kind, key_of(token)] = (first, times + 1)
    return tuple(_checked(token, times, contract, chosen) for token, times in counted.values())


def _checked(
    token: WordToken, times: int, contract: Mapping[str, DataName], chosen: Mapping[str, str]
) -> CheckedToken:
    written = path_of(token, chosen)
    if written == LEAVE_OUT:
        return CheckedToken(
            token, TokenState.LEFT_OUT, "", "", "Bỏ khỏi mẫu; chỗ này để trống khi in.", (), times
        )
    if not written:
        said = "Chưa biết ô này là dữ liệu nào."
        return CheckedToken(token, TokenState.UNKNOWN, "", "", said, suggestions(token, contract), times)
    path, filters = split_token(written)
    found = _find(token, path, contract, chosen)
    if found is None:
        said = f"Dữ liệu “{path}” không có trong bộ dữ liệu của mẫu."
        return CheckedToken(token, TokenState.UNKNOWN, written, "", said, suggestions(token, contract), times)
    wrong = _misfit(token, found, filters)
    state = TokenState.WRONG_TYPE if wrong else TokenState.KNOWN
    return CheckedToken(token, state, written, found.meaning, wrong, (), times)


def _find(
    token: WordToken, path: str, contract: Mapping[str, DataName], chosen: Mapping[str, str]
) -> DataName | None:
    """The name in the rows of the loop, else in the paper's own data."""
    if token.loop:
        rows = find(contract, split_token(path_of(WordToken(TokenKind.LOOP, token.loop), chosen))[0])
        inside = find(rows.inside, path) if rows is not None else None
        if inside is not None:
            return inside
    return find(contract, path)


def _misfit(token: WordToken, found: DataName, filters: Sequence[str]) -> str:
    """Why the data does not fit the placeholder; empty when it does."""
    if token.kind is TokenKind.LOOP:
        return (
            ""
            if found.type in (DataType.ROWS, DataType.OPEN)
            else "Vòng lặp cần một danh sách, dữ liệu này chỉ có một giá trị."
        )
    if found.type is DataType.ROWS:
        return "Dữ liệu này là một danh sách; dùng vòng lặp {#…} … {/…} quanh dòng của bảng."
    if found.type is DataType.GROUP:
        return "Dữ liệu này là một nhóm; chọn một giá trị bên trong."
    if token.kind is TokenKind.IMAGE and found.type is not DataType.TEXT:
        return "Mã QR cần một chuỗi chữ, ví dụ địa chỉ tra cứu."
    for name in (one.split(":", 1)[0].strip() for one in filters):
        if name not in FILTER_NAMES:
            return f"Không có cách ghi “{name}”."
        if name in _FOR_DATES and found.type not in (DataType.DATE, DataType.DATETIME):
            return f"Cách ghi “{name}” chỉ dùng cho ngày giờ."
        if name in _FOR_NUMBERS and found.type not in (DataType.MONEY, DataType.INTEGER):
            return f"Cách ghi “{name}” chỉ dùng cho số."
    return ""


def suggestions(token: WordToken, contract: Mapping[str, DataName]) -> tuple[str, ...]:
    """Data whose meaning sounds like the placeholder's name."""
    wanted = fold(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", token.name).replace("_", " "))
    scored = [
        (difflib.SequenceMatcher(None, wanted, fold(name.meaning)).ratio(), path)
        for path, name in every_name(contract)
        if (name.type is DataType.ROWS) == (token.kind is TokenKind.LOOP) and name.type is not DataType.GROUP
    ]
    return tuple(
        path
        for score, path in sorted(scored, key=lambda one: (-one[0], one[1]))[:MOST_SUGGESTIONS]
        if score > 0.3
    )


def every_name(contract: Mapping[str, DataName], before: str = "") -> Iterator[tuple[str, DataName]]:
    """Every path of a contract with what it means; what stands inside rows is left out."""
    for name, found in contract.items():
        path = f"{before}{name}"
        yield path, found
        if found.type is DataType.GROUP:
            yield from every_name(found.inside, f"{path}.")


def missing_names(role: str, checked: Sequence[CheckedToken]) -> tuple[str, ...]:
    """Data that a paper of this role must show and the template does not."""
    used = {split_token(one.path)[0] for one in checked if one.state is TokenState.KNOWN}
    return tuple(path for path in _NEEDED.get(role, ()) if path not in used)


def unused_names(checked: Sequence[CheckedToken], data: str = "dossier") -> tuple[tuple[str, str], ...]:
    """Data of the paper that the template does not use, with its meaning."""
    used = {split_token(one.path)[0] for one in checked}
    return tuple(
        (path, found.meaning)
        for path, found in every_name(CONTRACTS[data])
        if found.type not in (DataType.GROUP, DataType.OPEN) and path not in used
    )
