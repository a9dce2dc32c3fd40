"""Small files of each kind, and what a test needs to upload them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import typst
from tests.unit.services.received import ANSWERS, MARRIAGE

from motcua.dossiers.actor import Actor
from motcua.services.file_uploads import Upload, take_upload
from motcua.services.intake_requests import DossierRequest
from motcua.services.receiving import receive
from motcua.services.runtime import Platform


@cache
def pdf(text: str = "Giấy tờ thử", pages: int = 1) -> bytes:
    body = "#pagebreak()\n".join(f"{text} trang {number}\n\n" for number in range(1, pages + 1))
    return typst.compile(body.encode(), format="pdf")


def png(red: int = 200, size: int = 4) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes((red, 80, 80)) * size for _row in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def office(part: str = "word/document.xml", **more: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
        for name, text in more.items():
            archive.writestr(name.replace("__", "/"), text)
    return made.getvalue()


def receive_with(
    platform: Platform, actor: Actor, documents: Mapping[str, Any], identity: str = "001196012345"
) -> str:
    """Receive a certificate of marital status with these papers; its number."""
    request = DossierRequest(
        MARRIAGE,
        actor.holdings[0].agency,
        applicant={"full_name": "Mai Thị Hồng Nhung", "identity_number": identity},
        answers=ANSWERS,
        documents=documents,
    )
    return receive(platform, actor, request)


def upload(
    platform: Platform, actor: Actor, content: bytes | None = None, name: str = "ban-an.pdf"
) -> Upload:
    return take_upload(platform, actor, io.BytesIO(pdf() if content is None else content), name)
