"""Small XML documents as trees of names and texts; declarations of types and entities are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

DEEPEST = 40
MOST_NODES = 400_000


class XmlTreeError(ValueError):
    """The document is of no use; the text says why in Vietnamese."""


@dataclass(slots=True)
class XmlNode:
    """An element: its name without namespace, its text, what stands in it."""

    name: str
    text: str = ""
    children: list[XmlNode] = field(default_factory=list)

    def child(self, name: str) -> XmlNode | None:
        """The first element of that name in it."""
        return next((one for one in self.children if one.name == name), None)

    def value(self, name: str) -> str:
        """The text of the first element of that name; empty when there is none."""
        found = self.child(name)
        return found.text.strip() if found else ""

    def all(self, *path: str) -> list[XmlNode]:
        """The elements at a path of names below this one."""
        here = [self]
        for name in path:
            here = [one for node in here for one in node.children if one.name == name]
        return here


def read_xml(data: bytes) -> XmlNode:
    """The root of a document. Raises :class:`XmlTreeError` for broken, typed, too deep or too large ones."""
    parser = expat.ParserCreate(namespace_separator="}")
    stack: list[XmlNode] = [XmlNode("")]
    count = 0

    def start(name: str, _attributes: Any) -> None:
        nonlocal count
        count += 1
        if len(stack) > DEEPEST or count > MOST_NODES:
            raise XmlTreeError("tệp XML quá sâu hoặc quá lớn.")
        node = XmlNode(name.rpartition("}")[2])
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def text(part: str) -> None:
        stack[-1].text += part

    def refuse(*_about: Any) -> None:
        raise XmlTreeError("tệp XML khai báo kiểu hoặc thực thể, không được nhận.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XmlTreeError(f"tệp XML hỏng ở dòng {error.lineno}.") from error
    return stack[0].children[0]
