"""Kinds of files: recognized by their bytes; programs, macros, lies and broken files are refused in words."""

import io

import pytest
from tests.unit.services.files_at_hand import office, pdf, png

from motcua.documents.file_kinds import KINDS, UnusableFileError, clean_name, recognize

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", pdf(), "application/pdf"),
        ("a.PNG", png(), "image/png"),
        ("anh.jpg", b"\xff\xd8\xff\xe0" + b"0" * 60, "image/jpeg"),
        ("a.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("a.tiff", b"II*\x00" + b"0" * 20, "image/tiff"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic" + b"0" * 20, "image/heic"),
        (
            "a.docx",
            office(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "a.xlsx",
            office("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "application/msword"),
        ("a.txt", "Đơn đề nghị".encode(), "text/plain"),
        ("a.csv", b"a;b\n1;2\n", "text/plain"),
    ],
)
def test_a_file__is_known_by_its_bytes(name: str, content: bytes, media_type: str) -> None:
    kind = recognize(name, io.BytesIO(content))
    assert kind.media_type == media_type
    assert KINDS[media_type] is kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty_file"),
        ("a.pdf", b"MZ\x90\x00" + b"0" * 60, "program"),
        ("a.pdf", b"\x7fELF" + b"0" * 60, "program"),
        ("a.sh", b"#!/bin/sh\nrm -rf /\n", "program"),
        ("a.pdf", png(), "name_lies"),
        ("a.pdf.exe", pdf(), "name_lies"),
        ("a", pdf(), "name_lies"),
        ("a.txt", b"<html><script>x</script></html>", "unknown_kind"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown_kind"),
        ("a.txt", b"\x00\x01\x02\xff", "unknown_kind"),
        ("a.txt", b"a\x07b", "unknown_kind"),
        ("a.zip", office("readme.txt"), "unknown_kind"),
        ("a.docm", office("word/vbaProject.bin"), "macros"),
        ("a.docx", b"PK\x03\x04rest is broken", "broken_file"),
        ("a.doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "locked_file"),
    ],
)
def test_a_bad_file__is_refused_with_a_remedy(name: str, content: bytes, code: str) -> None:
    with pytest.raises(UnusableFileError) as refused:
        recognize(name, io.BytesIO(content))
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Tai lieu\\Bản án.pdf", "Bản án.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("anh\u202efdp.exe", "anhfdp.exe"),
        ("a\x00b\x07.pdf", "ab.pdf"),
        ("", "tep"),
        (" .pdf", "pdf"),
    ],
)
def test_a_name__is_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name__keeps_its_extension() -> None:
    made = clean_name("x" * 400 + ".pdf")
    assert len(made) == 150
    assert made.endswith(".pdf")
