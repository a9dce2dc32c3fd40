"""The ZIP of a definition bundle: the same content gives the same bytes; whatever came along the way is checked."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.compiler.sources import Layer

FORMAT = "motcua-bundle/1"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
MOST_BYTES = 60_000_000
MOST_FILES = 20_000
_EPOCH = (1980, 1, 1, 0, 0, 0)


class BundleError(ValueError):
    """The file is no bundle that can be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a bundle with its natural key; ``content`` is its text or JSON as stored."""

    kind: str
    code: str
    layer: str
    agency: str
    document_kind: str
    file: str
    content: str

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Kind, code, layer, agency and kind of document: the same everywhere."""
        return (self.kind, self.code, self.layer, self.agency, self.document_kind)


def json_bytes(value: Any) -> bytes:
    """Canonical JSON for people to read."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP without anything that changes from run to run: fixed times, order and rights, nothing compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, files[name])
    return target.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a bundle by name. Raises :class:`BundleError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_FILES or sum(one.file_size for one in infos) > MOST_BYTES:
                raise BundleError("Gói lớn quá mức nhận được. Chia thành nhiều gói nhỏ.")
            return {one.filename: archive.read(one) for one in infos}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise BundleError("Tệp không phải gói định nghĩa (.zip), hoặc bị hỏng khi tải.") from error


def checked_entry(one: Mapping[str, Any], files: Mapping[str, bytes]) -> Entry:
    """A document of the signed list with its file, when both agree. Raises :class:`BundleError`."""
    file = str(one["file"])
    try:
        content = files[file].decode()
        right = hashlib.sha256(files[file]).hexdigest() == one["sha256"] and one["layer"] in set(Layer)
        if not right:
            raise BundleError(f"Tệp {file} trong gói không khớp bảng kê đã ký. Xin nơi gửi xuất lại gói.")
        kind, code, layer = str(one["kind"]), str(one["code"]), str(one["layer"])
        return Entry(kind, code, layer, str(one["agency"]), str(one["document_kind"]), file, content)
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise BundleError(f"Mục {file} của bảng kê bị hỏng. Xin nơi gửi xuất lại gói.") from error
