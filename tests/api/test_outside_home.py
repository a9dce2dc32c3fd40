"""A dossier handed in outside the home unit: helped at one agency, received at another, settled at a third."""

from tests.api.test_dossier_requests import GOOD, pointers
from tests.clients import Api

from motcua.services.runtime import Platform

RECEIVING, SETTLING, HELPING = "H88.31", "H88.32", "H88.33"


def test_received_for_another_commune__goes_there_and_keeps_the_three_places(
    api: Api, province: Platform
) -> None:
    dossier = api.receive(
        "motcua", "1.004873", answers=GOOD["answers"], competent_agency=SETTLING, helped_at=HELPING
    )
    assert (dossier["agency"], dossier["competent_agency"], dossier["helped_at"]) == (
        RECEIVING,
        SETTLING,
        HELPING,
    )
    assert dossier["number"].startswith(RECEIVING)
    assert {one["agency"] for one in dossier["waiting_for"]} == {RECEIVING}
    moved = api.one_step(dossier)
    assert {one["agency"] for one in moved["waiting_for"]} == {SETTLING}
    handling = moved["waiting_for"][0]["position"]
    assert api.get(f"/dossiers/{dossier['number']}", "thuly.h88.32")["actions"], handling
    ended = api.finish(dossier, "giamsat")
    assert ended["helped_at"] == HELPING
    assert ended["status"] == "returned"


def test_received_here__is_settled_here_without_asking(api: Api, province: Platform) -> None:
    dossier = api.receive("motcua", "1.004873", answers=GOOD["answers"])
    assert (dossier["competent_agency"], dossier["helped_at"]) == (RECEIVING, "")


def test_agency_that_does_not_settle_it__is_refused_at_its_place(api: Api, province: Platform) -> None:
    for wrong, place in (
        ({"competent_agency": "H88.01"}, "/competent_agency"),
        ({"helped_at": "H99.99"}, "/helped_at"),
    ):
        answer = api.call("POST", "/dossiers", "motcua", {**GOOD, **wrong})
        assert answer.status_code == 422
        assert pointers(answer) == [place]
