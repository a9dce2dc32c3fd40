"""The first lines of a text that nobody has written yet."""

from __future__ import annotations

import re

_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")


def without_blank_lines(text: str) -> str:
    """The text without blank lines at its top: what is left of the line between two documents of one file."""
    return _BLANK_LINES.sub("", text)


def definition_beginning(kind: str, code: str) -> str:
    """A new definition."""
    return f'kind: {kind}\ncode: {code}\nname: ""\n'


def overlay_beginning(kind: str, code: str, agency: str = "") -> str:
    """What the province, or one agency, says otherwise than the layers below."""
    lines = ["kind: overlay", f"of: {kind}/{code}"]
    if agency:
        lines.append(f"agency: {agency}")
    lines.append('reason: ""')
    lines.append("# Ghi bên dưới những gì tỉnh quy định khác với danh mục quốc gia, ví dụ:")
    lines.append("# offers:")
    lines.append("#   - {channels: [counter, online, post], time_limit: 3 working_days}")
    return "\n".join(lines) + "\n"
