"""Batch receipt: what many dossiers share is entered once on the reception form, what differs in a table of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from motcua.definitions.form import Form
from motcua.services.dossier_lists import make_batch
from motcua.services.idempotency import KeyReusedError
from motcua.services.intake_drafts import discard_draft, draft_pairs
from motcua.services.intake_requests import SUMMARY, InvalidRequestError, Weighed, weigh
from motcua.services.receiving import RefusedError, receive
from motcua.web.screens.counter_desk import desk_agency, form_of
from motcua.web.screens.counter_entry import CounterEntry, read_entry, to_request
from motcua.web.screens.counter_receipt import blocking, collect
from motcua.web.security.current import current_actor, current_platform, current_scope, require

blueprint = Blueprint("batch", __name__, url_prefix="/nhan-nhieu")

FIRST_ROWS = 10
MORE_ROWS = 10
MOST_ROWS = 100
MOST_FIELDS = 4
TYPED = frozenset({"text", "integer", "decimal", "money", "date", "person_name", "choice", "code_list"})
MOST_SAID = 3


@dataclass(frozen=True, slots=True)
class BatchColumn:
    """A column of the table; ``common`` is what an empty cell stands for."""

    name: str
    label: str
    common: str = ""
    options: Sequence[tuple[str, str]] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One dossier to be: its cells, what is wrong with it, its number once received."""

    index: int
    cells: Mapping[str, str]
    problems: Sequence[str] = ()
    number: str = ""

    @property
    def is_used(self) -> bool:
        """Whether anything stands in the row."""
        return any(self.cells.values())


@blueprint.get("/<code>")
@require("can_receive")
def open_batch(code: str) -> Any:
    """The table for a draft of the reception form."""
    common = _common(code)
    if common is None:
        return _no_draft()
    rows = [BatchRow(index, {}) for index in range(FIRST_ROWS)]
    return _page(common, rows)


@blueprint.post("/<code>")
@require("can_receive")
def post_batch(code: str) -> Any:
    """More rows, rows pasted from a sheet, or receive them all."""
    common = _common(code)
    if common is None:
        return _no_draft()
    columns = _columns(common, form_of(code))
    rows = list(_posted_rows(columns))
    match request.form.get("act", "receive"):
        case "more":
            added = range(len(rows), min(len(rows) + MORE_ROWS, MOST_ROWS))
            return _page(common, [*rows, *(BatchRow(index, {}) for index in added)])
        case "paste":
            return _page(common, _pasted(columns, [row for row in rows if row.is_used]))
    used = [row for row in rows if row.is_used]
    if not used:
        return _page(common, rows, "Chưa có dòng nào. Gõ hoặc dán mỗi hồ sơ một dòng.", 422)
    checked = [_checked(common, row) for row in used]
    if any(row.problems for row in checked):
        wrong = sum(1 for row in checked if row.problems)
        return _page(common, checked, f"{wrong} dòng cần sửa, chưa nhận hồ sơ nào trong số đó.", 422)
    return _receive(common, checked)


def _receive(common: CounterEntry, rows: Sequence[BatchRow]) -> Any:
    """Receive row by row, each once for its key: what was received before a failure is not received again."""
    platform, actor = current_platform(), current_actor()
    key, form, agency = common.text("draft_key"), form_of(common.procedure), desk_agency()
    done: list[BatchRow] = []
    for row in rows:
        entry = _entry(common, row, form)
        wanted = to_request(entry, form, agency)
        try:
            number = row.number or receive(platform, actor, wanted, f"{key}-{row.index}")
            collect(entry, number, f"{key}-{row.index}")
            done.append(BatchRow(row.index, row.cells, (), number))
        except (InvalidRequestError, RefusedError, KeyReusedError) as error:
            done.append(BatchRow(row.index, row.cells, (str(error),)))
    received = [row.number for row in done if row.number]
    if len(received) < len(done):
        said = f"Đã nhận {len(received)} hồ sơ, còn {len(done) - len(received)} dòng chưa nhận được. Sửa rồi nhận tiếp."
        return _page(common, done, said, 422)
    giver = str(common.group("applicant").get("full_name", ""))
    title = platform.rules.definition("procedure", common.procedure, platform.today()).name
    made = make_batch(platform, actor, received, giver, title)
    discard_draft(platform, actor, key)
    flash(f"Đã nhận {len(received)} hồ sơ. In một giấy tiếp nhận kèm danh sách.", "success")
    return redirect(url_for("hand_overs.show", list_id=made))


def _common(code: str) -> CounterEntry | None:
    """What the dossiers share: the draft of the reception form named in the address."""
    key = request.args.get("nhap", "")
    with current_platform().database.read(current_scope()) as session:
        pairs = draft_pairs(session, current_actor(), key) if key else None
    return None if pairs is None else read_entry(code, pairs, form_of(code))


def _no_draft() -> Any:
    flash("Mở thủ tục, nhập phần chung rồi chọn “Nhận nhiều hồ sơ”.", "warning")
    return redirect(url_for("counter.find"))


def _columns(common: CounterEntry, form: Form | None) -> tuple[BatchColumn, ...]:
    """Whose each dossier is, the required plain fields of the form, and the summary."""
    given = common.group("form")
    fields = [
        item
        for item in (form.fields() if form else ())
        if item.type in TYPED and item.required and not item.when
    ][:MOST_FIELDS]
    return (
        BatchColumn("owner", "Chủ hồ sơ", "người nộp"),
        BatchColumn("identity", "Số căn cước"),
        *(
            BatchColumn(
                f"form.{item.id}",
                item.label,
                str(given.get(item.id) or item.default or ""),
                [(one.value, one.label) for one in item.options],
                item.type if item.type in {"integer", "date", "money", "decimal"} else "",
            )
            for item in fields
        ),
        BatchColumn("summary", "Trích yếu", common.text("summary")),
    )


def _posted_rows(columns: Sequence[BatchColumn]) -> Iterator[BatchRow]:
    count = request.form.get("rows", FIRST_ROWS, type=int)
    for index in range(min(max(count, 0), MOST_ROWS)):
        cells = {one.name: request.form.get(f"r{index}.{one.name}", "").strip()[:500] for one in columns}
        yield BatchRow(index, cells, (), request.form.get(f"r{index}.number", ""))


def _pasted(columns: Sequence[BatchColumn], rows: list[BatchRow]) -> list[BatchRow]:
    """The rows with lines pasted from a sheet after them, cells parted by tabs or semicolons."""
    found = list(rows)
    for line in request.form.get("pasted", "").splitlines():
        if not line.strip() or len(found) >= MOST_ROWS:
            continue
        cells = [one.strip() for one in line.split("\t" if "\t" in line else ";")]
        names = [one.name for one in columns]
        found.append(BatchRow(len(found), dict(zip(names, cells, strict=False))))
    return [BatchRow(index, row.cells, row.problems, row.number) for index, row in enumerate(found)]


def _entry(common: CounterEntry, row: BatchRow, form: Form | None) -> CounterEntry:
    """The entry of one row: what is common, with what the row says instead."""
    cells = {name: value for name, value in row.cells.items() if value}
    told = next((one.id for one in form.fields() if one.maps_to == SUMMARY), "") if form else ""
    if told and "summary" not in cells:
        cells["summary"] = cells.get(f"form.{told}") or str(common.group("form").get(told) or "")
    replaced = {name for name in cells if name.startswith("form.")} | {"draft_key"}
    if "summary" in cells:
        replaced.add("summary")
    pairs = [pair for pair in common.pairs if pair[0] not in replaced]
    pairs += [(name, value) for name, value in cells.items() if name in replaced]
    if "owner" in cells:
        pairs = [pair for pair in pairs if pair[0] != "own" and not pair[0].startswith("owner.")]
        pairs.append(("owner.full_name", cells["owner"]))
        if "identity" in cells:
            pairs.append(("owner.identity_number", cells["identity"]))
    return read_entry(common.procedure, pairs, form)


def _checked(common: CounterEntry, row: BatchRow) -> BatchRow:
    """The row with everything that is in the way of receiving it."""
    if row.number:
        return row
    form = form_of(common.procedure)
    entry = _entry(common, row, form)
    try:
        weighed: Weighed = weigh(current_platform(), to_request(entry, form, desk_agency()), current_actor())
    except InvalidRequestError as error:
        return BatchRow(row.index, row.cells, tuple(one.message for one in error.problems))
    said = [one.message for one in (*weighed.evaluation.problems, *blocking(entry, weighed))]
    if row.cells.get("identity") and not row.cells.get("owner"):
        said.append("Có số căn cước mà chưa ghi chủ hồ sơ. Ghi tên, hoặc bỏ số.")
    return BatchRow(row.index, row.cells, tuple(said[:MOST_SAID]))


def _page(common: CounterEntry, rows: Sequence[BatchRow], problem: str = "", status: int = 200) -> Any:
    form = form_of(common.procedure)
    procedure = current_platform().rules.definition("procedure", common.procedure, current_platform().today())
    shown = render_template(
        "counter/batch.html",
        common=common,
        procedure=procedure,
        giver=str(common.group("applicant").get("full_name", "")),
        columns=_columns(common, form),
        rows=[BatchRow(index, row.cells, row.problems, row.number) for index, row in enumerate(rows)],
        problem=problem,
        key=common.text("draft_key"),
        most=MOST_ROWS,
    )
    return shown, status
