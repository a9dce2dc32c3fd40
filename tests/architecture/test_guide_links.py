"""The user guide: every picture and every page that a chapter names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "huong-dan"
LINK = re.compile(r"\]\(([^)\s]+)\)")
TARGET = re.compile(r'<a id="([^"]+)">')
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def chapters() -> list[Path]:
    return [ROOT / "README.md", *sorted(GUIDE.rglob("*.md"))]


def links_of(page: Path) -> list[str]:
    """The addresses a page names inside the project."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [one for one in found if "://" not in one and not one.startswith("mailto:")]


def anchors_of(page: Path) -> set[str]:
    """Its targets, and the names its headings have: small letters, signs left out, spaces as hyphens."""
    text = page.read_text(encoding="utf-8")
    return {*TARGET.findall(text)} | {
        re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in HEADING.findall(text)
    }


@pytest.mark.parametrize("page", chapters(), ids=lambda page: str(page.relative_to(ROOT)))
def test_link_of_a_chapter__leads_somewhere(page: Path) -> None:
    for link in links_of(page):
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors_of(target), f"{page.name}: {link}"
