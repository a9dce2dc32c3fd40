"""Texts people should never have typed, and what proves that they did no harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

MARK = "zqx"
"""Stands in every text, so that a page can be searched for it."""

TEXTS = {
    "script": f"<script>alert('{MARK}')</script>",
    "attribute": f'" onmouseover="alert(1)" x=\'{MARK}\' ><img src={MARK} onerror=alert(1)>',
    "closing": f"</title></textarea></script></style>--><svg onload=alert(1)>{MARK}",
    "typst": f'#eval("1") #read("/etc/passwd") $x$ *a _b `c @{MARK} <d> // \\ ] }} #',
    "jinja": f"{{{{ 7919 * 7907 }}}} {{% for a in b %}} ${{7919 * 7907}} <%= 7919 * 7907 %> {MARK}",
    "cel": f"\"] || true || [\"{MARK}' == '",
    "sql": f"'; DROP TABLE dossier; -- {MARK} % _ \\",
    "formula": f'=HYPERLINK("http://evil.example","{MARK}")',
    "plus": f"+{MARK}",
    "minus": f"-{MARK}",
    "at": f"@SUM({MARK})",
    "array": f"{{={MARK}}}",
    "direction": f"\u202e\u2066{MARK}\u2069 \u200f",
    "invisible": f"a\u200b\u200d\ufeff{MARK}\u00ad",
    "emoji": f"{MARK} 😀𠮷👨‍👩‍👧 \U0010fffd",
    "combining": f"{MARK} e" + "\u0301" * 200,
    "decomposed": f"{MARK} Ho\u0300a Bi\u0300nh",
    "nul": f"{MARK}\x00{MARK}",
    "controls": f"{MARK}\x07\x1b[31m\x0b\x0c\x7f\x85\u2028\ufffe\uffff",
    "header": f"{MARK}\r\nSet-Cookie: zqx=1\r\n\r\n<b>",
    "spaces": f"\u00a0\u3000{MARK}\t\t\u2003",
    "xml": f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;]]>{MARK}',
    "entity": f"&lt;script&gt;&amp;{MARK}&#x0;",
    "path": f"../../../../etc/passwd%00{MARK}",
    "word": MARK + "x" * 480,
}

_IMAGE = re.compile(r"data:image/[a-z]+;base64,[A-Za-z0-9+/=]*")
EXECUTES = re.compile(r"62615533")
"""What `7919 * 7907` becomes when somebody evaluates it."""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.scripts: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        values = dict(attrs)
        if any(name.startswith("on") for name in values):
            self.found.append(f"{tag} {values}")
        if tag in {"img", "svg", "iframe", "object", "embed"} and (
            MARK in str(values.get("src")) or "onload" in values
        ):
            self.found.append(f"{tag} {values}")
        for name in ("href", "src", "action", "formaction", "hx-get", "hx-post"):
            if str(values.get(name, "")).strip().lower().startswith(("javascript:", "data:text")):
                self.found.append(f"{tag} {values}")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and MARK in data:
            self.scripts.append(data)


def harm(page: str) -> list[str]:
    """What of a hostile text came alive in a page: elements, handlers, script text, evaluated templates."""
    page = _IMAGE.sub("", page)
    tags = _Tags()
    tags.feed(page)
    found = [*tags.found, *(one for one in tags.scripts if not one.lstrip().startswith(("{", "[")))]
    if EXECUTES.search(page):
        found.append("7919 * 7907 was calculated")
    return found


def text_places(schema: dict[str, Any]) -> list[str]:
    """The answers that take free text."""
    return [
        name
        for name, one in schema["properties"].items()
        if one.get("type") == "string"
        and not {"enum", "format", "const", "oneOf", "anyOf", "pattern"} & one.keys()
    ]
