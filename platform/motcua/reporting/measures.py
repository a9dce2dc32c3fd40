"""The measures of reports: what each counts, by which rule, after which source.

Everything is counted *as of* one moment (the end of the period, or now while it runs), from the events up to then:

* population: received at or before that moment; not counted while only registered (1), when not accepted (3), or
  when withdrawn before receipt (regulations 4.6, with "as of" in place of today's status);
* received in the period, or carried over: received before the period and not finished before it began;
* settled: finished in the period; pending: everything else, so that received = settled + pending on every row;
* early, on time, late by the *date* of the end against the due date of then (regulations 4.6, engine.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from motcua.reporting.facts import FACTS, Fact, Mark


class Unit(StrEnum):
    """What a measure counts."""

    DOSSIERS = "dossiers"
    DONG = "dong"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: dossiers of which all ``facts`` hold, or đồng of the money book in the period.

    ``money`` are the kinds of fees added up, ``entry`` the kind of entries: ``paid`` or ``refunded``.
    """

    id: str
    name: str
    source: str
    facts: tuple[Fact, ...] = ()
    money: tuple[str, ...] = ()
    entry: str = "paid"

    @property
    def unit(self) -> Unit:
        """Dossiers, or đồng."""
        return Unit.DONG if self.money else Unit.DOSSIERS


def _form(column: int, name: str, title: str, *facts: Fact) -> Measure:
    """A column of II.06a/VPCP/KSTT (TT 01/2020/TT-VPCP)."""
    return Measure(name, title, f"TT 01/2020/TT-VPCP, biểu II.06a, cột ({column})", facts)


def _operating(name: str, title: str, *facts: Fact) -> Measure:
    """A column of the operating reports of a province (regulations 4.7)."""
    return Measure(name, title, "báo cáo điều hành", facts)


def _money(name: str, title: str, *kinds: str, entry: str = "paid") -> Measure:
    """Đồng of the money book; phí and lệ phí are columns of their own."""
    return Measure(name, title, "Luật Phí và lệ phí số 97/2015/QH13", money=kinds, entry=entry)


_DOSSIERS = (
    _form(3, "received_total", "Tổng số hồ sơ nhận giải quyết"),
    _form(4, "received_online", "Nhận trong kỳ, trực tuyến", Fact.RECEIVED, Fact.ONLINE),
    _form(5, "received_direct_post", "Nhận trong kỳ, trực tiếp và bưu chính", Fact.RECEIVED, Fact.NOT_ONLINE),
    _form(6, "carried_over", "Từ kỳ trước", Fact.CARRIED_OVER),
    _form(7, "settled_total", "Tổng số đã giải quyết", Fact.SETTLED),
    _form(8, "settled_early", "Đã giải quyết trước hạn", Fact.SETTLED, Fact.EARLY),
    _form(9, "settled_on_time", "Đã giải quyết đúng hạn", Fact.SETTLED, Fact.ON_TIME),
    _form(10, "settled_late", "Đã giải quyết quá hạn", Fact.SETTLED, Fact.LATE),
    _form(11, "pending_total", "Tổng số đang giải quyết", Fact.PENDING),
    _form(12, "pending_in_time", "Đang giải quyết, trong hạn", Fact.PENDING, Fact.IN_TIME),
    _form(13, "pending_late", "Đang giải quyết, quá hạn", Fact.PENDING, Fact.OVERDUE),
    _operating("received_in_period", "Nhận trong kỳ", Fact.RECEIVED),
    _operating("received_post", "Nhận trong kỳ qua dịch vụ bưu chính", Fact.RECEIVED, Fact.BY_POST),
    _operating("waiting_supplement", "Đang chờ bổ sung", Fact.PENDING, Fact.WAITING_SUPPLEMENT),
    _operating("waiting_payment", "Đang chờ nghĩa vụ tài chính", Fact.PENDING, Fact.WAITING_PAYMENT),
    _operating("suspended", "Đang tạm dừng", Fact.PENDING, Fact.SUSPENDED),
    _operating("done", "Đã có kết quả, chưa trả", Fact.SETTLED, Fact.DONE),
    _operating("returned", "Đã trả kết quả", Fact.SETTLED, Fact.RETURNED),
    _operating("stopped", "Đã dừng giải quyết", Fact.SETTLED, Fact.STOPPED),
    _operating("withdrawn", "Đã rút", Fact.SETTLED, Fact.WITHDRAWN),
    _operating("refused", "Đã từ chối sau khi nhận", Fact.SETTLED, Fact.REFUSED),
)
_DONG = (
    _money("fee_charge", "Phí đã thu", "charge"),
    _money("fee_levy", "Lệ phí đã thu", "levy"),
    _money("fee_other", "Khoản khác đã thu", "other"),
    _money("fee_total", "Tổng thu", "charge", "levy", "other"),
    _money("fee_refunded", "Đã hoàn", "charge", "levy", "other", entry="refunded"),
)

MEASURES: Mapping[str, Measure] = MappingProxyType({measure.id: measure for measure in (*_DOSSIERS, *_DONG)})
"""Every measure by the name a report definition uses."""


def holds(measure: str, marks: Mapping[Mark, int | str]) -> bool:
    """Whether a dossier with these marks counts for a measure of dossiers."""
    return all(FACTS[fact].holds(marks) for fact in MEASURES[measure].facts)
