"""The measures of reports: what each counts, by which rule, after which source.

Everything is counted *as of* one moment (the end of the period, or now while it runs), from the events up to then:

* population: received at or before that moment; not counted while only registered (1), when not accepted (3), or
  when withdrawn before receipt (regulations 4.6, with "as of" in place of today's status);
* received in the period, or carried over: received before the period and not finished before it began;
* settled: finished in the period; pending: everything else, so that received = settled + pending on every row;
* early, on time, late by the *date* of the end against the due date of then (regulations 4.6, engine.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from motcua.extension.registry import PLUGIN_MEASURE
from motcua.reporting.catalog_measures import (
    CATALOG_MEASURES,
    SURVEY_MEASURES,
    WORK_MEASURES,
)
from motcua.reporting.facts import FACTS, Fact, Mark
from motcua.reporting.measure import Family, Measure
from motcua.reporting.operating_measures import OFFICER_MEASURES, OPERATING_MEASURES
from motcua.reporting.scoring_measures import SCORING_MEASURES


def _form(column: int, name: str, title: str, *facts: Fact) -> Measure:
    """A column of II.06a/VPCP/KSTT (TT 01/2020/TT-VPCP)."""
    return Measure(name, title, f"TT 01/2020/TT-VPCP, biểu II.06a, cột ({column})", facts)


def _operating(name: str, title: str, *facts: Fact) -> Measure:
    """A column of the operating reports of a province (regulations 4.7)."""
    return Measure(name, title, "báo cáo điều hành", facts)


def _money(name: str, title: str, *kinds: str, entry: str = "paid", entries: bool = False) -> Measure:
    """Đồng of the money book; phí and lệ phí are columns of their own."""
    source = "Luật Phí và lệ phí số 97/2015/QH13"
    return Measure(name, title, source, money=kinds, entry=entry, entries=entries)


def _index(name: str, title: str, *facts: Fact) -> Measure:
    """A part of the index of QĐ 766/QĐ-TTg."""
    return Measure(name, title, "QĐ 766/QĐ-TTg", facts)


_TREATED = (
    ("settled_early", "Đã giải quyết trước hạn", (Fact.SETTLED, Fact.EARLY)),
    ("settled_on_time", "Đã giải quyết đúng hạn", (Fact.SETTLED, Fact.ON_TIME)),
    ("settled_late", "Đã giải quyết quá hạn", (Fact.SETTLED, Fact.LATE)),
    ("pending_in_time", "Đang giải quyết, trong hạn", (Fact.PENDING, Fact.IN_TIME)),
    ("pending_late", "Đang giải quyết, quá hạn", (Fact.PENDING, Fact.OVERDUE)),
)
_WAYS = (("online", "trực tuyến", Fact.ONLINE), ("direct_post", "trực tiếp và bưu chính", Fact.NOT_ONLINE))


def _by_way() -> tuple[Measure, ...]:
    """What became of dossiers, by the way they came in."""
    return tuple(
        _operating(f"{name}_{way}", f"{title}, nộp {words}", *facts, fact)
        for name, title, facts in _TREATED
        for way, words, fact in _WAYS
    )


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
    _operating("given_back", "Đã trả lại, dừng hoặc rút", Fact.SETTLED, Fact.GIVEN_BACK),
    _operating("received_counter", "Nhận trong kỳ, trực tiếp", Fact.RECEIVED, Fact.COUNTER),
    _operating("due_soon", "Đang giải quyết, sắp đến hạn", Fact.PENDING, Fact.IN_TIME, Fact.DUE_SOON),
    _operating("supplemented", "Có yêu cầu bổ sung", Fact.SUPPLEMENTED),
    _operating("extended", "Có gia hạn, hẹn lại", Fact.EXTENDED),
    _operating("delivery_post", "Đăng ký nhận kết quả qua bưu chính", Fact.RECEIVED, Fact.TO_BE_POSTED),
    _operating(
        "returned_post", "Đã trả kết quả qua bưu chính", Fact.SETTLED, Fact.RETURNED, Fact.TO_BE_POSTED
    ),
    _operating("received_elsewhere", "Nhận tại nơi khác cơ quan giải quyết", Fact.RECEIVED, Fact.ELSEWHERE),
    _operating("received_full", "Nhận trong kỳ của thủ tục toàn trình", Fact.RECEIVED, Fact.FULLY_ONLINE),
    _operating("received_partial", "Nhận trong kỳ của thủ tục một phần", Fact.RECEIVED, Fact.PARTLY_ONLINE),
    *_by_way(),
    _index(
        "received_offered_online", "Nhận trong kỳ của thủ tục trực tuyến", Fact.RECEIVED, Fact.OFFERED_ONLINE
    ),
    _index(
        "received_online_offered",
        "Nộp trực tuyến của thủ tục trực tuyến",
        Fact.RECEIVED,
        Fact.OFFERED_ONLINE,
        Fact.ONLINE,
    ),
    _index("digitized", "Nhận trong kỳ, có giấy tờ số hóa", Fact.RECEIVED, Fact.DIGITIZED),
    _index("owing", "Nhận trong kỳ, có nghĩa vụ tài chính", Fact.RECEIVED, Fact.OWING),
    _index(
        "paid_online", "Nhận trong kỳ, thanh toán trực tuyến", Fact.RECEIVED, Fact.OWING, Fact.PAID_ONLINE
    ),
    Measure(
        "procedures_with_dossiers",
        "Thủ tục có hồ sơ nhận trong kỳ",
        "QĐ 766/QĐ-TTg",
        (Fact.RECEIVED,),
        distinct="procedure",
    ),
    Measure(
        "procedures_with_online",
        "Thủ tục trực tuyến có hồ sơ nộp trực tuyến",
        "QĐ 766/QĐ-TTg",
        (Fact.RECEIVED, Fact.OFFERED_ONLINE, Fact.ONLINE),
        distinct="procedure",
    ),
    Measure(
        "procedures_with_owing",
        "Thủ tục có hồ sơ phải nộp tiền",
        "QĐ 766/QĐ-TTg",
        (Fact.RECEIVED, Fact.OWING),
        distinct="procedure",
    ),
    Measure(
        "procedures_with_online_payment",
        "Thủ tục có giao dịch thanh toán trực tuyến",
        "QĐ 766/QĐ-TTg",
        (Fact.RECEIVED, Fact.OWING, Fact.PAID_ONLINE),
        distinct="procedure",
    ),
)
_DONG = (
    _money("fee_charge", "Phí đã thu", "charge"),
    _money("fee_levy", "Lệ phí đã thu", "levy"),
    _money("fee_other", "Khoản khác đã thu", "other"),
    _money("fee_total", "Tổng thu", "charge", "levy", "other"),
    _money("fee_refunded", "Đã hoàn", "charge", "levy", "other", entry="refunded"),
    _money("payment_count", "Số lượt thu", "charge", "levy", "other", entries=True),
    _money("refund_count", "Số lượt hoàn", "charge", "levy", "other", entry="refunded", entries=True),
    _money("fee_waived", "Đã hủy, miễn khoản phải thu", "charge", "levy", "other", entry="waived"),
    _money("waiver_count", "Số lượt hủy, miễn", "charge", "levy", "other", entry="waived", entries=True),
)


class MeasureTable(Mapping[str, Measure]):
    """The product's own measures, all of them listed, and by its word any measure that a plugin may register."""

    def __init__(self, own: Mapping[str, Measure]) -> None:
        self._own = MappingProxyType(dict(own))

    def __getitem__(self, name: str) -> Measure:
        """The measure of a name. Raises KeyError for a name that is neither the product's nor a plugin's."""
        found = self._own.get(name)
        if found is None and name.startswith(PLUGIN_MEASURE):
            return Measure(name, name, "phần mở rộng", plugin=name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """The names of the product's own."""
        return iter(self._own)

    def __len__(self) -> int:
        """How many the product has."""
        return len(self._own)


MEASURES = MeasureTable(
    {
        measure.id: measure
        for measure in (
            *_DOSSIERS,
            *OPERATING_MEASURES,
            *_DONG,
            *CATALOG_MEASURES,
            *WORK_MEASURES,
            *OFFICER_MEASURES,
            *SURVEY_MEASURES,
            *SCORING_MEASURES,
        )
    }
)
"""Every measure by the name a report definition uses."""


def holds(measure: str, marks: Mapping[Mark, int | str]) -> bool:
    """Whether a dossier with these marks counts for a measure of dossiers."""
    return all(FACTS[fact].holds(marks) for fact in MEASURES[measure].facts)


def of_family(measures: Iterable[str], family: Family) -> tuple[str, ...]:
    """Those of the measures whose figures come from one place."""
    return tuple(name for name in measures if MEASURES[name].family is family)


def marks_of(measures: Iterable[str]) -> tuple[Mark, ...]:
    """The marks that these measures are read off; no other need be found out."""
    asked = {FACTS[fact].mark for name in measures for fact in MEASURES[name].facts}
    return tuple(mark for mark in Mark if mark in asked)
