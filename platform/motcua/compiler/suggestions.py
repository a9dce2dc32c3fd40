"""The nearest known name for a mistyped one."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from motcua.kernel.text import fold


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that was most probably meant, or None when nothing is close."""
    if not name or not known:
        return None
    wanted = _plain(name)
    plain = {_plain(candidate): candidate for candidate in sorted(known)}
    if wanted in plain:
        return plain[wanted]
    found = difflib.get_close_matches(wanted, list(plain), n=1, cutoff=0.6)
    return plain[found[0]] if found else None


def _plain(name: str) -> str:
    return fold(name).replace("_", "-").replace(" ", "-")


def some_of(known: Collection[str], most: int = 12) -> str:
    """A readable list of names, cut when long."""
    names = sorted(known)
    shown = ", ".join(names[:most])
    return f"{shown} … ({len(names)} mục)" if len(names) > most else shown


def did_you_mean(name: str, known: Collection[str]) -> tuple[str, str | None]:
    """A remedy sentence and the replacement, when a near name is known."""
    near = nearest(name, known)
    if near is not None:
        return f"Có phải “{near}”?", near
    return (f"Dùng một trong: {some_of(known)}." if known else ""), None
