"""Every procedure of both national workbooks runs: a dossier of each is received and carried to its end by the API."""

from pathlib import Path

import pytest
from tests.clients import Api

from motcua.dossiers.actor import Actor
from motcua.services.catalog_import import CatalogOrder, import_catalog
from motcua.services.editing import PublishWish, publish_text
from motcua.services.offering import with_offering
from motcua.services.roles import PERMISSIONS
from motcua.services.runtime import Platform

ADMINISTRATOR = Actor("quantri", "Quản trị", "H88.01", permissions=frozenset(PERMISSIONS))
CENTRE = "H88.01"


@pytest.mark.parametrize(("ministry", "rows"), [("BoTuPhap", 271), ("BoCongAn", 339)])
def test_every_row_of_a_ministry__is_received_and_carried_to_its_end(
    api: Api, province: Platform, shared_data: Path, ministry: str, rows: int
) -> None:
    file = shared_data / "catalog" / f"danh-sach-tthc-{ministry}.xlsx"
    report = import_catalog(province, ADMINISTRATOR, CatalogOrder(file))
    assert (report.rows, report.rejected) == (rows, 0)
    codes = sorted(record.code for record in report.comparison.added)  # type: ignore[union-attr]
    assert len(codes) == rows
    today = province.today()
    outside = [
        code for code in codes if province.rules.definition("procedure", code, today).outside_competence
    ]
    texts = [
        with_offering(f"kind: overlay\nof: procedure/{code}\nreason: Tiếp nhận thử\n", [CENTRE])
        for code in outside
    ]
    publish_text(province, ADMINISTRATOR, "---\n".join(texts), PublishWish(today))
    standing = {code: run(api, code) for code in codes}
    assert {code: status for code, status in standing.items() if status != 10} == {}


def run(api: Api, code: str) -> int:
    """The national status a dossier of the procedure ends with."""
    form = api.get(f"/procedures/{code}", "quantri")
    assert form["offered_by"], code
    return int(
        api.finish(api.receive(f"motcua.{form['offered_by'][0].lower()}", code), "giamsat")["official_status"]
    )
