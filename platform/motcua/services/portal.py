"""What citizens see without signing in: procedures often asked for, one procedure, figures of the month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Channel, Procedure
from motcua.kernel.clock import VIETNAM
from motcua.kernel.text import fold
from motcua.reporting.vocabulary import Attribution
from motcua.services.catalog_lines import CatalogLine, catalog_lines
from motcua.services.catalog_view import CatalogPage, CatalogQuery, catalog_conditions, catalog_page
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.facts_as_of import FactQuery
from motcua.storage.report_facts import count
from motcua.storage.scope import Scope
from motcua.storage.tables import CatalogEntryRow, DossierRow

OFTEN = 5
FAVORITE_DAYS = 90
FIGURES = (
    "settled_total",
    "settled_early",
    "settled_on_time",
    "settled_late",
    "received_in_period",
    "pending_total",
)
FIRST_ASKED = ("1.001193", "2.000815", "1.004873", "2.000635", "1.001612")
"""What stands on the front page before anybody has asked for anything."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter of life: fields of work whose names hold one of the folded words."""

    name: str
    icon: str
    words: tuple[str, ...]


TOPICS = (
    Topic("Giấy tờ hộ tịch", "balloon", ("ho tich",)),
    Topic("Chứng thực, công chứng", "patch-check", ("chung thuc", "cong chung")),
    Topic("Nhà ở, đất đai", "house", ("dat dai", "xay dung", "nha o")),
    Topic("Mở hộ kinh doanh", "shop", ("ho kinh doanh", "doanh nghiep", "hop tac xa")),
    Topic("Học tập", "mortarboard", ("giao duc", "dao tao", "van bang")),
    Topic("Sức khỏe, bảo hiểm", "hospital", ("y te", "kham benh", "bao hiem", "duoc pham")),
    Topic("Trợ cấp xã hội", "people", ("bao tro xa hoi", "nguoi co cong", "chinh sach")),
    Topic("Cư trú, căn cước", "person-vcard", ("cu tru", "can cuoc", "xuat nhap canh", "dinh danh")),
)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Dossiers of the province in a month, as of now."""

    first_day: date
    received: int
    settled: int
    in_time: int
    pending: int

    @property
    def share(self) -> float | None:
        """Percent settled before or on the due date; nothing while none is settled."""
        return round(self.in_time * 100 / self.settled, 1) if self.settled else None


def often_asked(platform: Platform) -> tuple[CatalogLine, ...]:
    """The procedures most often received of late, completed by those usually wanted."""
    since = platform.now() - timedelta(days=FAVORITE_DAYS)
    number = func.count()
    with platform.database.read(Scope.everything("thủ tục hay làm trên cổng")) as session:
        counted = session.execute(
            select(DossierRow.procedure_code, number)
            .where(DossierRow.received_at >= since)
            .group_by(DossierRow.procedure_code)
            .order_by(number.desc(), DossierRow.procedure_code)
            .limit(OFTEN)
        )
        codes = list(dict.fromkeys([*(row.procedure_code for row in counted), *FIRST_ASKED]))
        return _lines(session, codes)[:OFTEN]


def _lines(session: Session, codes: Sequence[str]) -> tuple[CatalogLine, ...]:
    shown = catalog_conditions(CatalogQuery(public=True))
    rows = session.scalars(select(CatalogEntryRow).where(*shown, CatalogEntryRow.code.in_(codes))).all()
    return catalog_lines(session, sorted(rows, key=lambda row: codes.index(row.code)))


def search_procedures(platform: Platform, query: CatalogQuery) -> tuple[CatalogPage, tuple[CatalogLine, ...]]:
    """A page of public procedures with their limits and fees. Raises ``CursorError``."""
    page = catalog_page(platform, query)
    with platform.database.read() as session:
        return page, catalog_lines(session, page.rows)


def public_total(platform: Platform) -> int:
    """How many procedures citizens may ask for."""
    with platform.database.read() as session:
        shown = catalog_conditions(CatalogQuery(public=True))
        return session.scalar(select(func.count()).select_from(CatalogEntryRow).where(*shown)) or 0


def fields_of_work(platform: Platform) -> tuple[tuple[str, int], ...]:
    """Every field of work with the number of its public procedures, by name."""
    number = func.count()
    with platform.database.read() as session:
        rows = session.execute(
            select(func.min(CatalogEntryRow.field_of_work), number)
            .where(*catalog_conditions(CatalogQuery(public=True)), CatalogEntryRow.field_folded != "")
            .group_by(CatalogEntryRow.field_folded)
        )
        found = [(str(name), int(counted)) for name, counted in rows]
    return tuple(sorted(found, key=lambda pair: fold(pair[0])))


def topics(fields: Sequence[tuple[str, int]]) -> tuple[tuple[Topic, int, tuple[str, ...]], ...]:
    """Matters of life with how many procedures they hold and in which fields; empty ones are left out."""
    made = []
    for topic in TOPICS:
        held = [(name, number) for name, number in fields if any(word in fold(name) for word in topic.words)]
        if held:
            names = tuple(name for name, _number in sorted(held, key=lambda pair: -pair[1]))
            made.append((topic, sum(number for _name, number in held), names))
    return tuple(made)


def open_public(platform: Platform, code: str) -> tuple[ProcedureBundle, tuple[str, ...]]:
    """The rules of a procedure today and the agencies that offer it.

    Raises ``RulesMissingError`` for one that is not in force, or offered nowhere and outside the province's competence.
    """
    platform.rules.refresh()
    bundle = platform.rules.bundle(code, "", platform.today())
    procedure: Procedure = bundle.procedure
    offering = platform.directory().offering(procedure)
    if procedure.outside_competence and not offering:
        raise RulesMissingError("procedure", code, platform.today())
    return bundle, offering


def month_figures(platform: Platform, agencies: frozenset[str] | None = None) -> MonthFigures:
    """The figures of this month, of the province or of some agencies."""
    today = platform.today()
    first = today.replace(day=1)
    groups = _month_counts(platform, (), agencies)
    figures: Mapping[str, int] = groups.get((), {})
    return _figures(first, figures)


def agency_figures(platform: Platform, directory: Directory) -> tuple[tuple[str, MonthFigures], ...]:
    """The figures of this month of every agency that has any, in the order of the organization."""
    first = platform.today().replace(day=1)
    groups = _month_counts(platform, ("competent_agency",), None)
    named = {agency.code: agency.name for agency in directory.agencies()}
    return tuple((named[code], _figures(first, groups[code,])) for code in named if (code,) in groups)


def _month_counts(
    platform: Platform, dimensions: Sequence[str], agencies: frozenset[str] | None
) -> dict[tuple[str, ...], dict[str, int]]:
    now = platform.now()
    begins = datetime(now.year, now.month, 1, tzinfo=VIETNAM)
    query = FactQuery(begins, now, agencies, Attribution.SETTLED_BY)
    with platform.database.read(Scope.everything("số liệu công khai của tháng")) as session:
        found: dict[tuple[str, ...], dict[str, int]] = {}
        for group in count(session, query, dimensions, FIGURES):
            total = found.setdefault(group.key, {})
            for name, number in group.figures.items():
                total[name] = total.get(name, 0) + number
        return found


def _figures(first: date, figures: Mapping[str, int]) -> MonthFigures:
    return MonthFigures(
        first_day=first,
        received=figures.get("received_in_period", 0),
        settled=figures.get("settled_total", 0),
        in_time=figures.get("settled_early", 0) + figures.get("settled_on_time", 0),
        pending=figures.get("pending_total", 0),
    )


def takes_online(procedure: Procedure) -> bool:
    """Whether a dossier may be sent online."""
    return Channel.ONLINE in procedure.channels
