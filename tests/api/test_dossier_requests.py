"""What the API does with right, repeated, late, foreign and broken requests."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from tests.clients import Api

from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierEventRow, DossierRow, WorkItemRow
from motcua.web.application import create_application

EVERYTHING = Scope.everything("kiểm thử")
GOOD = {
    "procedure": "1.004873",
    "channel": "counter",
    "applicant": {"full_name": "Mai Thị Hồng Nhung", "identity_number": "001196012345", "sex": "nu"},
    "answers": {"tinh_trang_truoc": "chua-ket-hon", "muc_dich": "ket-hon-trong-nuoc", "so_ban": 2},
}


def counts(platform: Platform) -> tuple[int, int, int]:
    with platform.database.read(EVERYTHING) as session:
        return tuple(
            session.scalar(select(func.count()).select_from(row)) or 0
            for row in (DossierRow, DossierEventRow, WorkItemRow)
        )  # type: ignore[return-value]


def pointers(answer: object) -> list[str]:
    return [error["pointer"] for error in answer.json["errors"]]  # type: ignore[attr-defined]


def test_received_dossier__has_number_due_date_fee_and_actions(api: Api) -> None:
    dossier = api.receive("motcua", "1.004873", answers=GOOD["answers"])
    assert dossier["number"] == "H88.31-261120-0001"
    assert dossier["due_at"] == "2026-11-26T09:41:00+07:00"
    assert any("24/11" in line for line in dossier["due_explanation"])
    assert [fee["amount"] for fee in dossier["fees"]] == [30_000]
    assert dossier["official_status"] == 2
    assert dossier["version"] == 1
    assert {"id", "name", "step", "kind", "requires"} <= dossier["actions"][0].keys()
    assert dossier["waiting_for"][0]["candidates"]


def test_numbers__count_up_by_agency_and_day(api: Api, province: Platform) -> None:
    numbers = [api.receive("motcua", "1.004873", answers=GOOD["answers"])["number"] for _index in range(3)]
    other = api.receive("motcua2", "1.004873", answers=GOOD["answers"])["number"]
    assert [number.rsplit("-", 1)[1] for number in numbers] == ["0001", "0002", "0003"]
    assert other.startswith("H88.32-261120-0001")


def test_same_key_twice__one_dossier(api: Api, province: Platform) -> None:
    first = api.call("POST", "/dossiers", "motcua", GOOD, Idempotency_Key="k-1")
    again = api.call("POST", "/dossiers", "motcua", GOOD, Idempotency_Key="k-1")
    assert first.status_code == again.status_code == 201
    assert first.json["number"] == again.json["number"]
    assert counts(province)[0] == 1


def test_same_key_for_another_body__conflict(api: Api, province: Platform) -> None:
    api.call("POST", "/dossiers", "motcua", GOOD, Idempotency_Key="k-1")
    other = api.call("POST", "/dossiers", "motcua", {**GOOD, "quantity": 2}, Idempotency_Key="k-1")
    assert other.status_code == 409
    assert "k-1" in other.json["detail"]
    assert counts(province)[0] == 1


def test_same_key_at_the_same_time__one_dossier(province: Platform) -> None:
    app = create_application(province)
    api = Api(app)
    token = api.token("motcua")

    def post(_index: int) -> tuple[int, str]:
        answer = app.test_client().post(
            "/api/v1/dossiers",
            json=GOOD,
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "together"},
        )
        return answer.status_code, answer.json.get("number", "")

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(post, range(6)))
    assert len(answers) == 1
    assert counts(province)[0] == 1


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"procedure": 5}, "/procedure"),
        ({"answers": []}, "/answers"),
        ({"quantity": "hai"}, "/quantity"),
        ({"quantity": 0}, "/quantity"),
        ({"la": 1}, "/la"),
        ({"channel": "fax"}, "/channel"),
        ({"variant": "khong-co"}, "/variant"),
        ({"procedure": "9.999999"}, "/procedure"),
        ({"agency": "H99.01"}, "/agency"),
        ({"answers": {**GOOD["answers"], "la": 1}}, "/answers/la"),
        ({"answers": {**GOOD["answers"], "so_ban": "hai"}}, "/answers/so_ban"),
        ({"answers": {**GOOD["answers"], "tinh_trang_truoc": "khac"}}, "/answers/tinh_trang_truoc"),
        ({"applicant": {}}, "/applicant/full_name"),
        ({"applicant": {**GOOD["applicant"], "identity_number": "12"}}, "/applicant/identity_number"),
        ({"applicant": {**GOOD["applicant"], "chuc": "x"}}, "/applicant/chuc"),
        ({"documents": {"khong-co": {"copies": 1}}}, "/documents/khong-co"),
        ({"documents": {"to-khai": {"copies": -1}}}, "/documents/to-khai/copies"),
        ({"documents": {"to-khai": "co"}}, "/documents/0"),
    ],
)
def test_wrong_part__is_named_and_nothing_is_stored(
    one_api: Api, sqlite_platform: Platform, change: dict, pointer: str
) -> None:
    answer = one_api.call("POST", "/dossiers", "motcua", {**GOOD, **change})
    assert answer.status_code == 422, answer.text
    assert answer.mimetype == "application/problem+json"
    assert pointer in pointers(answer), answer.text
    assert all(error["detail"] for error in answer.json["errors"])
    assert counts(sqlite_platform) == (0, 0, 0)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\xff\xfe", b'{"procedure": "1.004873", "procedure"', b"null"]
)
def test_body_that_is_no_object__is_refused(one_api: Api, raw: bytes) -> None:
    headers = {"Authorization": f"Bearer {one_api.token('motcua')}", "Content-Type": "application/json"}
    answer = one_api.client.post("/api/v1/dossiers", data=raw, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.mimetype == "application/problem+json"


def test_foreign_agency__cannot_be_received_for_nor_read_nor_acted_on(api: Api, province: Platform) -> None:
    foreign = api.call("POST", "/dossiers", "motcua", {**GOOD, "agency": "H88.32"})
    assert foreign.status_code in (403, 422)
    assert counts(province)[0] == 0
    mine = api.receive("motcua", "1.004873", answers=GOOD["answers"])
    assert api.call("GET", f"/dossiers/{mine['number']}", "motcua2").status_code == 404
    body = {"action": mine["actions"][0]["id"], "expected_version": 1}
    assert api.call("POST", f"/dossiers/{mine['number']}/actions", "motcua2", body).status_code == 404
    assert api.get("/dossiers", "motcua2")["items"] == []
    assert [one["number"] for one in api.get("/dossiers", "motcua")["items"]] == [mine["number"]]


def test_stale_version__conflict_and_nothing_changes(api: Api, province: Platform) -> None:
    dossier = api.receive("motcua", "1.004873", answers=GOOD["answers"])
    api.one_step(dossier)
    before = counts(province)
    body = {
        "action": dossier["actions"][0]["id"],
        "step": dossier["actions"][0]["step"],
        "expected_version": 1,
    }
    answer = api.call("POST", f"/dossiers/{dossier['number']}/actions", "motcua", body)
    assert answer.status_code == 409
    assert answer.json["code"] == "stale_version"
    assert "Người khác vừa xử lý" in answer.json["detail"]
    assert counts(province) == before


def test_action_of_somebody_else__is_refused_with_the_owner(api: Api) -> None:
    dossier = api.receive("motcua", "1.004873", answers=GOOD["answers"])
    action = dossier["actions"][0]
    body = {"action": action["id"], "step": action["step"]}
    answer = api.call("POST", f"/dossiers/{dossier['number']}/actions", "vanthu", body)
    assert answer.status_code == 422
    assert "Công chức một cửa" in answer.json["detail"]


def test_unknown_action__is_refused(api: Api) -> None:
    dossier = api.receive("motcua", "1.004873", answers=GOOD["answers"])
    answer = api.call("POST", f"/dossiers/{dossier['number']}/actions", "motcua", {"action": "bay"})
    assert answer.status_code == 422


def test_without_token__unauthorized(one_api: Api) -> None:
    for path in ("/procedures", "/dossiers", "/dossiers/X", "/procedures/1.004873/form"):
        answer = one_api.call("GET", path)
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"


def test_supplement__pauses_the_clock_and_moves_the_due_date(api: Api, province: Platform) -> None:
    dossier = api.receive("motcua", "1.004873", answers=GOOD["answers"])
    seen = api.one_step(api.get(f"/dossiers/{dossier['number']}", "giamsat"))
    handler = api.get(f"/dossiers/{dossier['number']}", "giamsat")["waiting_for"][0]["candidates"][0]
    seen = api.get(f"/dossiers/{dossier['number']}", handler)
    ask = next(one for one in seen["actions"] if one["kind"] == "supplement")
    body = {"action": ask["id"], "step": ask["step"], "reason": "Thiếu bản án ly hôn"}
    paused = api.call("POST", f"/dossiers/{dossier['number']}/actions", handler, body).json
    assert paused["official_status"] == 5
    assert paused["clock"]["kind"] == "wait"
    province.clock.set("2026-11-23T09:41:00+07:00")  # type: ignore[attr-defined]
    back = api.one_step(api.get(f"/dossiers/{dossier['number']}", "giamsat"))
    assert back["official_status"] == 4
    # waited from Friday 09:41 to Monday 09:41: one working day
    assert back["original_due_at"] == "2026-11-26T09:41:00+07:00"
    assert back["due_at"] == "2026-11-27T09:41:00+07:00"


def test_papers__are_there_in_every_format(one_api: Api) -> None:
    dossier = one_api.receive("motcua", "1.004873", answers=GOOD["answers"])
    path = f"/dossiers/{dossier['number']}/prints"
    assert one_api.call("GET", f"{path}/mau-01?format=pdf", "motcua").data.startswith(b"%PDF")
    assert one_api.call("GET", f"{path}/mau-01?format=docx", "motcua").data.startswith(b"PK")
    assert b"<svg" in one_api.call("GET", f"{path}/receipt?format=html", "motcua").data
    assert one_api.call("GET", f"{path}/control_slip", "motcua").data.startswith(b"%PDF")
    assert one_api.call("GET", f"{path}/khong-co", "motcua").status_code == 404
    assert one_api.call("GET", f"{path}/mau-01?format=exe", "motcua").status_code == 404


def test_waiver__needs_the_paper_that_proves_it(one_api: Api) -> None:
    dossier = one_api.receive("motcua", "1.004873", answers=GOOD["answers"])
    fee = dossier["fees"][0]["id"]
    path = f"/dossiers/{dossier['number']}/waivers"
    refused = one_api.call("POST", path, "motcua", {"fee": fee, "reason": "Hộ nghèo"})
    assert refused.status_code == 422
    assert "phải có giấy tờ chứng minh" in refused.get_data(as_text=True)
    assert pointers(refused) == ["/document"]
    proof = "Giấy chứng nhận hộ nghèo số 5 ngày 02/3/2026"
    waived = one_api.call("POST", path, "motcua", {"fee": fee, "reason": "Hộ nghèo", "document": proof})
    assert waived.status_code == 200
    assert [one["state"] for one in waived.get_json()["fees"]] == ["waived"]
    assert proof in one_api.call("GET", f"/dossiers/{dossier['number']}", "motcua").get_data(as_text=True)


def test_tracking__shows_progress_without_personal_data(one_api: Api) -> None:
    dossier = one_api.receive("motcua", "1.004873", answers=GOOD["answers"], applicant=GOOD["applicant"])
    answer = one_api.call("GET", f"/public/tracking/{dossier['number']}")
    assert answer.status_code == 200
    assert answer.json["status"] == "processing"
    assert "001196012345" not in answer.text
    assert "Mai Thị Hồng Nhung" not in answer.text
    assert one_api.call("GET", "/public/tracking/H88.31-261120-9999").status_code == 404


def test_public_catalog__is_found_with_and_without_diacritics(one_api: Api) -> None:
    for text in ("tình trạng hôn nhân", "tinh trang hon nhan", "1.004873"):
        answer = one_api.call("GET", f"/public/procedures?q={text}")
        assert "1.004873" in [item["code"] for item in answer.json["items"]]


def test_online_submission__waits_for_the_desk_and_is_due_from_then(api: Api, province: Platform) -> None:
    submitted = api.receive("thuly", "1.004873", channel="online", answers=GOOD["answers"])
    assert submitted["official_status"] == 1
    assert submitted["due_at"] is None
    province.clock.set("2026-11-23T08:00:00+07:00")  # type: ignore[attr-defined]
    received = api.one_step(api.get(f"/dossiers/{submitted['number']}", "giamsat"))
    assert received["official_status"] == 2
    assert received["due_at"] == "2026-11-27T08:00:00+07:00"


def test_submission_at_the_counter_by_somebody_else__is_forbidden(one_api: Api) -> None:
    answer = one_api.call("POST", "/dossiers", "thuly", GOOD)
    assert answer.status_code == 403
    assert "online" in answer.json["detail"]


def test_submission_to_another_agency__shows_what_the_number_shows(one_api: Api) -> None:
    body = {**GOOD, "channel": "online", "agency": "H88.32"}
    answer = one_api.call("POST", "/dossiers", "thuly", body)
    assert answer.status_code == 201
    assert answer.json["number"].startswith("H88.32-")
    assert "001196012345" not in answer.text


def test_pages__neither_repeat_nor_leave_out_while_others_receive(api: Api) -> None:
    before = [api.receive("motcua", "1.004873", answers=GOOD["answers"])["number"] for _index in range(5)]
    seen, cursor = [], ""
    for _page in range(20):
        page = api.get(f"/dossiers?size=2&cursor={cursor}", "motcua")
        seen += [one["number"] for one in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
        api.receive("motcua", "1.004873", answers=GOOD["answers"])
    assert seen == before[::-1], "the newest first; what came meanwhile stands before the first page"


def test_same_key_for_another_reason_or_other_rows__conflict(api: Api, province: Platform) -> None:
    def post(path: str, body: dict, key: str) -> int:
        return api.call("POST", path, "motcua", body, Idempotency_Key=key).status_code

    refusal = {**GOOD, "reason": "Không thuộc thẩm quyền"}
    assert [post("/refusals", one, "r") for one in (refusal, refusal, {**refusal, "reason": "Khác"})] == [
        201,
        201,
        409,
    ]
    rows = [{"answers": {"so_ban": count}} for count in (1, 2)]
    batch = {
        "procedure": "2.000815",
        "applicant": {"full_name": "Phạm Văn Khách"},
        "answers": {"ten_giay_to": "Bằng tốt nghiệp", "so_trang": 1},
        "rows": rows,
    }
    longer = {**batch, "rows": [*rows, {"answers": {"so_ban": 3}}]}
    assert [post("/batches", one, "b") for one in (batch, batch, longer, batch)] == [201, 201, 409, 201]
    assert counts(province)[0] == 3
