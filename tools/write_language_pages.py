"""Writes the reference of the definition language into the user guide: docs/huong-dan/ngon-ngu."""

from __future__ import annotations

from pathlib import Path

from motcua.compiler.reference_text import written_pages

FOLDER = Path(__file__).parents[1] / "docs" / "huong-dan" / "ngon-ngu"


def main() -> None:
    """Write every page; what no longer has a page goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = written_pages()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for gone in FOLDER.glob("*.md"):
        if gone.name not in pages:
            gone.unlink()
    print(f"{len(pages)} pages in {FOLDER}")


if __name__ == "__main__":
    main()
