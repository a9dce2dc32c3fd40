"""Measures everything that has a budget and prints the table: `make bench`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator

from tests.benchmarks.catalogs import catalog_figures
from tests.benchmarks.compiler import compiler_figures
from tests.benchmarks.counter import page_figures, rest_figures
from tests.benchmarks.figures import Figure, circumstances, table, write_json
from tests.benchmarks.imports import import_figures
from tests.benchmarks.lists import list_figures
from tests.benchmarks.load import data_set, size_of
from tests.benchmarks.parsers import parser_figures
from tests.benchmarks.reports import report_figures
from tests.benchmarks.slips import slip_figures
from tests.benchmarks.studio import studio_figures
from tests.benchmarks.worlds import BENCH, province


def main() -> None:
    """Run the groups asked for, all by default; the figures go to var/bench.json too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "groups", nargs="*", help="compiler, catalog, parsers, rest, page, list, report, studio, slip"
    )
    parser.add_argument("--size", default="100k", help="dossiers behind lists and reports")
    arguments = parser.parse_args()
    size = size_of(arguments.size)
    base = province(BENCH / "province")
    groups: dict[str, Callable[[], Iterator[Figure]]] = {
        "compiler": compiler_figures,
        "catalog": lambda: catalog_figures(base),
        "parsers": parser_figures,
        "import": lambda: import_figures(base),
        "rest": lambda: rest_figures(base),
        "page": lambda: page_figures(base),
        "list": lambda: list_figures(data_set(size), size),
        "report": lambda: report_figures(data_set(size), size),
        "studio": lambda: studio_figures(base),
        "slip": lambda: slip_figures(data_set(size)),
    }
    about, start = circumstances(), time.perf_counter()
    figures: list[Figure] = []
    for name in arguments.groups or groups:
        for figure in groups[name]():
            figures.append(figure)
            print(
                f"{time.perf_counter() - start:6.1f} s  {figure.name}: {figure.value:,.2f} {figure.unit}",
                flush=True,
            )
    about["seconds"] = round(time.perf_counter() - start)
    print(f"\n{table(figures)}\n")
    place = BENCH.parent / "bench.json"
    write_json(place, about, figures)
    print(f"Written to {place}. Load before the run: {about['load_before']}.")


if __name__ == "__main__":
    main()
