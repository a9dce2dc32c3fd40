"""Who a remark on a dossier is meant for: people chosen, and `@name` in its text; all of them must see the dossier."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from motcua.storage.tables import DossierAccessRow, DossierRow, HoldingRow, OfficerRow

_AT = re.compile(r"(?<![\w@])@([A-Za-z0-9][A-Za-z0-9._-]{1,60}[A-Za-z0-9]|[A-Za-z0-9]{2})")
MOST = 20


class MentionRefusedError(ValueError):
    """Somebody named cannot be told; the text says who and what to do."""


def names_in(text: str) -> tuple[str, ...]:
    """The user names a text calls by `@`, in order; an e-mail address names nobody."""
    return tuple(dict.fromkeys(found.rstrip(".").lower() for found in _AT.findall(text)))


def find_mentions(session: Session, row: DossierRow, text: str, chosen: Iterable[str]) -> tuple[str, ...]:
    """The people to tell of a remark. Raises :class:`MentionRefusedError` for who is unknown or does not see it."""
    wanted = tuple(dict.fromkeys((*chosen, *names_in(text))))
    if not wanted:
        return ()
    if len(wanted) > MOST:
        raise MentionRefusedError(f"Nhắc nhiều nhất {MOST} người trong một ý kiến. Bỏ bớt người.")
    shown = session.scalars(select(DossierAccessRow.agency_code).where(DossierAccessRow.dossier_id == row.id))
    agencies = {row.agency_code, row.competent_agency, *shown}
    known = set(
        session.scalars(
            select(OfficerRow.username)
            .outerjoin(HoldingRow, HoldingRow.officer_id == OfficerRow.id)
            .where(
                OfficerRow.username.in_(wanted),
                OfficerRow.active.is_(True),
                or_(
                    OfficerRow.agency_code.in_(agencies),
                    HoldingRow.agency_code.in_(agencies),
                    OfficerRow.province_wide.is_(True),
                ),
            )
        )
    )
    unknown = [user for user in wanted if user not in known]
    if unknown:
        raise MentionRefusedError(
            f"Không nhắc được @{', @'.join(unknown)}: không có tài khoản này, hoặc không xem được hồ sơ. "
            "Sửa tên rồi gửi lại."
        )
    return wanted
