"""One change in the definition editor: written into the text, checked with its tests, shown as forms again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

from flask.testing import FlaskClient
from tests.benchmarks.catalogs import IMPORTER, ROWS, workbook
from tests.benchmarks.figures import Figure, percentile, seconds
from tests.benchmarks.pages import Browser
from tests.benchmarks.worlds import BENCH, World, copy_of

from motcua.compiler.reading import read_text
from motcua.services.catalog_import import CatalogOrder, import_catalog
from motcua.services.editing import EditTarget, standing_text

TARGET = EditTarget("procedure", "1.004873")
ROUNDS = 40
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


def studio_figures(base: World) -> Iterator[Figure]:
    """The round trip of a change, in a province whose catalog has thousands of procedures."""
    platform = copy_of(base, BENCH / "studio").platform()
    import_catalog(platform, IMPORTER, CatalogOrder(workbook()))
    platform.rules.refresh()
    with platform.database.read() as session:
        text = standing_text(session, TARGET)
    browser = Browser(platform, "quantri")
    found = TOKEN.search(browser.open(f"/thu-tuc/{TARGET.code}/sua"))
    if found is None:
        raise RuntimeError("no token on the editor's page")
    for number in range(3):
        _round(browser.client, text, found[1], number)
    computing = time.process_time()
    times = [_round(browser.client, text, found[1], number) for number in range(ROUNDS)]
    computing = time.process_time() - computing
    yield Figure(
        f"one change in the editor, p95 of {ROUNDS}, {ROWS:,} procedures beside it",
        percentile(times, 0.95) * 1000,
        "ms",
        200,
        seconds(lambda: read_text(text)) * 1000,
        "reading the text",
        note=f"median {percentile(times, 0.5) * 1000:.0f} ms; server side: text, compile, tests, forms",
        computing=computing / ROUNDS * 1000,
    )


def _round(client: FlaskClient, text: str, token: str, number: int) -> float:
    acts = json.dumps([{"deed": "type", "path": ["name"], "typed": f"Tên thứ {number}"}])
    start = time.perf_counter()
    answer = client.post(
        f"/dinh-nghia/procedure/{TARGET.code}/soan",
        data={"text": text, "phan": "thoi-han", "acts": acts, "opened": "[]"},
        headers={"X-CSRFToken": token},
    )
    took = time.perf_counter() - start
    if answer.status_code != 200 or f"Tên thứ {number}" not in answer.json["text"]:
        raise RuntimeError(answer.text[:500])
    return took
