"""What the cells of each kind of table are: the kinds of values behind the columns of a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from motcua.definitions.import_mapping import ImportSubject as Subject


class FieldKind(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    CODE = "code"
    PROCEDURE = "procedure"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    TIME_LIMIT = "time_limit"
    FEE = "fee"
    AGENCIES = "agencies"


@dataclass(frozen=True, slots=True)
class TableTarget:
    """One thing a table may bring: its name for people, what a row is called, and the columns that are not text.

    ``permission`` is what somebody must be allowed to take it in.
    """

    name: str
    row: str
    permission: str
    kinds: Mapping[str, FieldKind]

    def kind_of(self, column: str) -> FieldKind:
        """How the cells of a column are read."""
        return self.kinds.get(column, FieldKind.TEXT)


_K = FieldKind

TARGETS: Mapping[Subject, TableTarget] = MappingProxyType(
    {
        Subject.PROCEDURES: TableTarget(
            "Danh mục thủ tục hành chính",
            "thủ tục",
            "can_import_catalog",
            {
                "code": _K.PROCEDURE,
                "levels": _K.CHOICES,
                "applicants": _K.CHOICES,
                "channels": _K.CHOICES,
                "online_level": _K.CHOICE,
                "time_limit": _K.TIME_LIMIT,
                "fee": _K.FEE,
                "charge": _K.FEE,
                "levy": _K.FEE,
                "executing_agencies": _K.AGENCIES,
            },
        ),
        Subject.OFFERS: TableTarget(
            "Thủ tục một cơ quan thực hiện",
            "thủ tục",
            "can_publish_definition",
            {"code": _K.PROCEDURE, "agency": _K.CODE},
        ),
        Subject.ORGANIZATION: TableTarget(
            "Cơ quan, đơn vị",
            "cơ quan",
            "can_manage_organization",
            {
                "code": _K.CODE,
                "level": _K.CHOICE,
                "kind": _K.CHOICE,
                "valid_from": _K.DAY,
                "valid_to": _K.DAY,
            },
        ),
        Subject.STAFF: TableTarget(
            "Cán bộ, tài khoản",
            "cán bộ",
            "can_manage_officer",
            {"username": _K.CODE, "active": _K.CHOICE, "starts": _K.DAY, "ends": _K.DAY},
        ),
        Subject.CODE_LIST: TableTarget(
            "Danh mục dùng chung",
            "mục",
            "can_publish_definition",
            {
                "code": _K.CODE,
                "parent": _K.CODE,
                "national": _K.CODE,
                "valid_from": _K.DAY,
                "valid_to": _K.DAY,
            },
        ),
        Subject.HOLIDAYS: TableTarget(
            "Ngày nghỉ, ngày làm bù",
            "ngày",
            "can_manage_calendar",
            {"date": _K.DAY, "until": _K.DAY, "is": _K.CHOICE, "like": _K.CHOICE},
        ),
        Subject.PAST_DOSSIERS: TableTarget(
            "Hồ sơ từ hệ thống cũ",
            "hồ sơ",
            "can_manage_setting",
            {
                "number": _K.CODE,
                "procedure": _K.PROCEDURE,
                "channel": _K.CHOICE,
                "status": _K.CHOICE,
                "received_at": _K.MOMENT,
                "due_at": _K.MOMENT,
                "finished_at": _K.MOMENT,
                "returned_at": _K.MOMENT,
            },
        ),
    }
)
"""The subjects a table can have; procedure details are files of records, read with the catalog."""
