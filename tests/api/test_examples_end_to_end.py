"""Every example procedure is received and carried to its end by a program, on both databases."""

from tests.clients import Api


def desk_of(api: Api, agencies: list[str]) -> str:
    """The one-stop account of the first agency that offers something."""
    return f"motcua.{agencies[0].lower()}"


def test_every_example_procedure__is_received_and_carried_to_its_end(api: Api) -> None:
    codes = [item["code"] for item in api.get("/procedures", "motcua")["items"]]
    assert len(codes) >= 12
    for code in codes:
        offered_by = api.get(f"/procedures/{code}", "motcua")["offered_by"]
        desk = desk_of(api, offered_by)
        dossier = api.receive(desk, code)
        assert dossier["official_status"] == 2 or dossier["channel"] == "online"
        ended = api.finish(dossier, "giamsat")
        assert ended["official_status"] == 10, (code, ended["status"])
        assert ended["waiting_for"] == []
