from pathlib import Path

import pytest

from motcua.extension.loading import load_plugins
from motcua.extension.points import PAYMENT_CODES, Payment
from motcua.extension.registry import Registrar

GOOD = """
from .codes import Code
from motcua.extension.points import PAYMENT_CODES

def register(registry):
    registry.add(PAYMENT_CODES, "thu", Code(), title="Mã thử")
"""
CODES = """
class Code:
    def payload(self, options, payment):
        return f"QR{payment.amount}"
"""


def plugin(folder: Path, name: str, init: str | None, manifest: str | None = None, **files: str) -> None:
    home = folder / name
    home.mkdir(parents=True)
    text = f"name: {name}\ntitle: Thử\nversion: 1.0.0\n" if manifest is None else manifest
    if text:
        (home / "plugin.yaml").write_text(text, encoding="utf-8")
    if init is not None:
        (home / "__init__.py").write_text(init, encoding="utf-8")
    for file, body in files.items():
        (home / f"{file}.py").write_text(body, encoding="utf-8")


def test_a_plugin__registers_through_its_own_package(tmp_path: Path) -> None:
    plugin(tmp_path, "ma-thu", GOOD, codes=CODES)
    registry, problems = load_plugins([tmp_path])
    assert problems == ()
    assert registry.plugins == ("ma-thu",)
    code = registry.get(PAYMENT_CODES, "thu")
    assert code.payload({}, Payment(5, "x")) == "QR5"
    assert type(code).__module__ == "motcua_plugins.ma_thu.codes"
    assert registry.registration(PAYMENT_CODES, "thu").plugin == "ma-thu"


@pytest.mark.parametrize(
    ("init", "manifest", "code"),
    [
        (GOOD, "", "PLUGIN-001"),
        (GOOD, "name: [", "PLUGIN-001"),
        (GOOD, "- a\n", "PLUGIN-001"),
        (GOOD, "name: Tên Lạ\n", "PLUGIN-001"),
        (GOOD, "name: hong\nauthor: x\n", "PLUGIN-001"),
        (None, None, "PLUGIN-002"),
        ("import khong_co_goi_nay\n", None, "PLUGIN-002"),
        ("def register(\n", None, "PLUGIN-002"),
        ("raise SystemExit(3)\n", None, "PLUGIN-002"),
        ("x = 1\n", None, "PLUGIN-002"),
        ("def register(registry):\n    raise KeyError('x')\n", None, "PLUGIN-003"),
        ("def register(registry):\n    registry.add(None, 'x', 1)\n", None, "PLUGIN-003"),
    ],
)
def test_a_failing_plugin__becomes_a_problem_and_the_others_load(
    tmp_path: Path, init: str | None, manifest: str | None, code: str
) -> None:
    plugin(tmp_path, "hong", init, manifest, codes=CODES)
    plugin(tmp_path, "tot", GOOD, codes=CODES)
    registry, problems = load_plugins([tmp_path])
    assert [problem.code for problem in problems] == [code]
    assert "hong" in problems[0].place.file
    assert problems[0].remedy
    assert registry.plugins == ("tot",)


def test_a_taken_name__leaves_the_second_plugin_out_whole(tmp_path: Path) -> None:
    plugin(tmp_path, "mot", GOOD, codes=CODES)
    plugin(tmp_path, "hai", GOOD, codes=CODES)
    registry, problems = load_plugins([tmp_path])
    assert registry.plugins == ("hai",)
    assert [problem.code for problem in problems] == ["PLUGIN-003"]


def test_a_disabled_plugin__is_not_imported(tmp_path: Path) -> None:
    plugin(tmp_path, "tat", "raise RuntimeError\n", "name: tat\nenabled: false\n")
    registry, problems = load_plugins([tmp_path])
    assert (registry.plugins, problems) == ((), ())


def test_built_ins__come_through_the_same_door(tmp_path: Path) -> None:
    def built_in(registrar: Registrar) -> None:
        registrar.add(PAYMENT_CODES, "thu", object())  # type: ignore[arg-type]

    plugin(tmp_path, "mot", GOOD, codes=CODES)
    registry, problems = load_plugins([tmp_path, tmp_path / "khong-co"], [built_in])
    assert registry.names(PAYMENT_CODES) == ("thu",)
    assert [problem.code for problem in problems] == ["PLUGIN-003"]
