"""Signs PDF files with a PKCS#12 key (PAdES), and reads the signatures on them, through pyHanko."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from motcua.extension.points import FoundSignature, Options, Refused, SigningWish
from motcua.extension.posting import secret

OPTIONS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["keys"],
    "description": "Cần keys; có thể thêm trusted.",
    "properties": {
        "keys": {
            "type": "array",
            "description": "Mỗi cơ quan một chứng thư.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["agency", "file"],
                "properties": {
                    "agency": {"type": "string", "minLength": 1, "description": "Mã cơ quan."},
                    "file": {"type": "string", "minLength": 1, "description": "Đường dẫn tệp .p12, .pfx."},
                    "password": {"type": "string"},
                    "password_file": {"type": "string", "description": "Đường dẫn tệp chứa mật khẩu."},
                },
            },
        },
        "trusted": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Các tệp PEM chứng thư gốc.",
        },
    },
}


class Pkcs12Signer:
    """The signer ``pkcs12``."""

    def can_sign(self, options: Options, agency: str) -> bool:
        """Whether a key is set up for the agency and its file is there."""
        key = _key_of(options, agency)
        return key is not None and Path(str(key["file"])).is_file()

    def sign(self, options: Options, pdf: bytes, wish: SigningWish) -> bytes:
        """The file with a further signature at its end; earlier ones stay valid."""
        key = _key_of(options, wish.agency)
        if key is None:
            raise Refused(f"Cơ quan {wish.agency} chưa có chứng thư số. Thêm vào phần mở rộng sign_pkcs12.")
        signer = _signer(key)
        try:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            count = len(writer.prev.embedded_signatures)
            about = signers.PdfSignatureMetadata(
                field_name=f"ChuKy{count + 1}",
                name=wish.signer,
                reason=wish.reason,
                subfilter=fields.SigSeedSubFilter.PADES,
                md_algorithm="sha256",
            )
            made = signers.sign_pdf(writer, about, signer=signer)
        except (PdfError, SigningError, ValueError, OSError) as error:
            raise Refused(f"Không ký được tệp PDF này: {error}. Lưu lại tệp PDF rồi ký.") from error
        return bytes(made.getvalue())

    def signatures(self, options: Options, pdf: bytes) -> Iterable[FoundSignature]:
        """Every signature: whose, unchanged since or not, and whether it leads to a trusted root."""
        try:
            found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        except (PdfError, ValueError, OSError) as error:
            raise Refused("Tệp không phải PDF đọc được.") from error
        context = ValidationContext(
            trust_roots=list(load_certs_from_pemder(list(map(str, options.get("trusted", ()))))),  # type: ignore[no-untyped-call]
            allow_fetching=False,
        )
        return tuple(_found(one, context) for one in found)


def _key_of(options: Options, agency: str) -> Mapping[str, Any] | None:
    return next((one for one in options.get("keys", ()) if one["agency"] == agency), None)


def _signer(key: Mapping[str, Any]) -> signers.SimpleSigner:
    password = secret(key, "password")
    signer: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        str(key["file"]), passphrase=password.encode() if password else None
    )
    if signer is None:
        raise Refused(f"Không mở được chứng thư {key['file']}. Kiểm tra tệp và mật khẩu.")
    return signer


def _found(embedded: Any, context: ValidationContext) -> FoundSignature:
    name = str(embedded.signer_cert.subject.native.get("common_name", ""))
    try:
        status = validate_pdf_signature(embedded, context)
    except (PdfError, ValueError, SigningError) as error:
        return FoundSignature(name, is_intact=False, problem=str(error))
    covers = status.coverage in (
        SignatureCoverageLevel.ENTIRE_FILE,
        SignatureCoverageLevel.ENTIRE_REVISION,
    )
    intact = bool(status.intact and status.valid and covers)
    later_changes = status.modification_level is not None and not status.docmdp_ok
    return FoundSignature(
        name,
        is_intact=intact and not later_changes,
        is_trusted=bool(status.trusted),
        signed_at=status.signer_reported_dt,
        problem="" if intact and not later_changes else "Nội dung đã thay đổi sau khi ký.",
    )
