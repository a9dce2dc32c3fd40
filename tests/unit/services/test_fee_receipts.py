"""Fee receipts and corrected slips on both databases."""

import pytest
from sqlalchemy import select
from tests.unit.services.received import actor_of, receive_for

from motcua.documents.pdf import pdf
from motcua.dossiers.commands import CorrectReceipt, Pay, PaymentEntry, Refund
from motcua.services.access import scope_of
from motcua.services.acting import act, find_dossier
from motcua.services.fee_receipts import ReceiptWish, fee_paper, split_receipt
from motcua.services.integrity import examine
from motcua.services.papers import PaperMissingError
from motcua.services.receipt_corrections import CorrectionRefusedError, read_changes
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform
from motcua.storage.tables import DossierRow, IssuedPaperRow, PaymentRow, WorkItemRow


def paper_words(platform: Platform, number: str, seq: int) -> str:
    with platform.database.read(scope_of(actor_of(platform, "motcua"))) as session:
        made = fee_paper(platform, session, find_dossier(session, number), ReceiptWish(seq))
    assert pdf(made).startswith(b"%PDF")
    return str(made)


def test_money_taken__gives_out_the_next_receipt_of_the_series(province: Platform) -> None:
    actor = actor_of(province, "motcua")
    first, second = receive_for(province, "Mai Thị Nhung"), receive_for(province, "Lê Văn An")
    act(province, actor, first, Pay(issue_receipt=True))
    with pytest.raises(RefusedError):
        act(province, actor, first, Pay(issue_receipt=True))
    act(province, actor, second, Pay(issue_receipt=True))
    with province.database.read(scope_of(actor)) as session:
        receipts = session.scalars(select(PaymentRow.receipt_number).order_by(PaymentRow.id)).all()
    assert receipts == ["BL-26E/0000001", "BL-26E/0000002"], "a refused payment uses no number"


def test_receipt_written_by_hand__is_kept(province: Platform) -> None:
    actor = actor_of(province, "motcua")
    number = receive_for(province, "Mai Thị Nhung")
    act(province, actor, number, Pay(receipt="AB/0000077", issue_receipt=True))
    with province.database.read(scope_of(actor)) as session:
        assert session.scalars(select(PaymentRow.receipt_number)).all() == ["AB/0000077"]
    assert split_receipt("AB/0000077") == ("AB", "0000077")
    assert split_receipt("77") == ("", "77")


def test_receipt_and_refund_slip__say_amount_in_figures_and_words(province: Platform) -> None:
    actor = actor_of(province, "motcua")
    number = receive_for(province, "Mai Thị Nhung")
    state = act(province, actor, number, Pay(issue_receipt=True))
    paid, fee = state.version, state.fees[0].fee
    receipt = paper_words(province, number, paid)
    for words in (
        "BL-26E",
        "0000001",
        "30.000 đồng",
        "Ba mươi nghìn đồng",
        "Mai Thị Nhung",
        number,
        "tiền mặt",
    ):
        assert words in receipt
    refunded = act(province, actor, number, Refund(fee, 10_000, "thu nhầm một bản")).version
    slip = paper_words(province, number, refunded)
    assert "10.000 đồng" in slip
    assert "thu nhầm một bản" in slip
    with pytest.raises(PaperMissingError):
        paper_words(province, number, 1)


def test_part_of_a_fee__leaves_the_rest_owed(province: Platform) -> None:
    actor = actor_of(province, "motcua")
    number = receive_for(province, "Mai Thị Nhung")
    fee = "le-phi"
    with province.database.read(scope_of(actor)) as session:
        fee = session.scalars(select(DossierRow)).one().state["fees"][0]["fee"]
    state = act(province, actor, number, Pay((PaymentEntry(fee, 20_000),), issue_receipt=True))
    assert state.fees[0].owed == 10_000
    state = act(province, actor, number, Pay((PaymentEntry(fee, 10_000),), "transfer", "FT123"))
    assert state.fees[0].owed == 0


def test_slip_corrected__is_issued_again_and_the_dossier_follows(province: Platform) -> None:
    actor = actor_of(province, "motcua")
    number = receive_for(province, "Mai Thị Nhung", phone="0912345678")
    with province.database.read(scope_of(actor)) as session:
        row = find_dossier(session, number)
        typed = {"full_name": "Mai Thị Hồng Nhung", "phone": "0912345678", "summary": "Kết hôn"}
        changes = read_changes(row, typed, province.today())
        with pytest.raises(CorrectionRefusedError):
            read_changes(row, {"identity_number": "12"}, province.today())
    assert set(changes) == {"full_name", "summary"}
    act(province, actor, number, CorrectReceipt("ghi sai tên", changes))
    with province.database.read(scope_of(actor)) as session:
        row = find_dossier(session, number)
        assert (row.applicant_name, row.owner_name, row.summary) == ("Mai Thị Hồng Nhung",) * 2 + ("Kết hôn",)
        assert "hong" in row.search_text
        assert session.scalars(select(WorkItemRow.applicant_name)).all() == ["Mai Thị Hồng Nhung"]
        issues = session.execute(
            select(IssuedPaperRow.issue, IssuedPaperRow.number, IssuedPaperRow.reason)
            .where(IssuedPaperRow.print_role == "receipt")
            .order_by(IssuedPaperRow.issue)
        ).all()
    assert [one.issue for one in issues] == [1, 2]
    assert issues[0].number != issues[1].number
    assert issues[1].reason == "ghi sai tên"
    assert not examine(province).findings, "the log and what stands in columns agree"
