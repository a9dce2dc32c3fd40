"""The text of a VietQR code: EMVCo merchant-presented fields with NAPAS's account information.

Sources: EMVCo QR Code Specification for Payment Systems, Merchant-Presented Mode 1.1; NAPAS, "Định dạng thông số kỹ
thuật QR Code cho dịch vụ chuyển nhanh NAPAS247 bằng mã QR" (VietQR).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from motcua.extension.points import Options, Payment, Refused

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
DONG = "704"
COUNTRY = "VN"
ONCE, AGAIN = "12", "11"
LONGEST_PURPOSE = 25
LARGEST_AMOUNT = 10**13 - 1
DEFAULT_PURPOSE = "{number}"

OPTIONS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": "Các mục dùng được: purpose, accounts.",
    "properties": {
        "purpose": {
            "type": "string",
            "pattern": r"\{number\}",
            "description": "Nội dung chuyển khoản phải có {number} để biết tiền của hồ sơ nào.",
        },
        "accounts": {
            "type": "array",
            "description": "Ghi danh sách tài khoản thu của các cơ quan.",
            "items": {
                "type": "object",
                "required": ["agency", "bank", "account"],
                "additionalProperties": False,
                "description": "Mỗi tài khoản gồm agency, bank, account và receiver.",
                "properties": {
                    "agency": {"type": "string", "description": "Ghi mã cơ quan, ví dụ H88.31."},
                    "bank": {
                        "type": "string",
                        "pattern": "^9704[0-9]{2}$",
                        "description": "Mã ngân hàng (BIN) gồm 6 chữ số bắt đầu bằng 9704, đặt trong ngoặc kép.",
                    },
                    "account": {
                        "type": "string",
                        "pattern": "^[0-9A-Za-z]{4,19}$",
                        "description": "Số tài khoản gồm 4 đến 19 chữ số hoặc chữ cái, đặt trong ngoặc kép.",
                    },
                    "receiver": {"type": "string", "description": "Ghi tên chủ tài khoản."},
                },
            },
        },
    },
}

_BANK = re.compile(r"9704[0-9]{2}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{4,19}")
_UNSAFE = re.compile(r"[^0-9A-Za-z .-]+")


class VietQr:
    """Codes for a transfer to an account of any bank of the NAPAS network."""

    def payload(self, options: Options, payment: Payment) -> str:
        """The text of the QR code for a payment; without an amount the payer types it. Raises Refused."""
        if not _BANK.fullmatch(payment.bank):
            raise Refused(f"Mã ngân hàng “{payment.bank}” không phải mã BIN của NAPAS, ví dụ 970415.")
        if not _ACCOUNT.fullmatch(payment.account):
            raise Refused("Số tài khoản thu phải gồm 4 đến 19 chữ số hoặc chữ cái.")
        if not 0 <= payment.amount <= LARGEST_AMOUNT:
            raise Refused(f"Số tiền {payment.amount} không ghi được vào mã QR.")
        receiver = _field("00", NAPAS) + _field(
            "01", _field("00", payment.bank) + _field("01", payment.account)
        )
        fields = [
            _field("00", "01"),
            _field("01", ONCE if payment.amount else AGAIN),
            _field("38", receiver + _field("02", TO_ACCOUNT)),
            _field("53", DONG),
        ]
        if payment.amount:
            fields.append(_field("54", str(payment.amount)))
        fields.append(_field("58", COUNTRY))
        pattern = str(options.get("purpose") or DEFAULT_PURPOSE)
        if purpose := plain(pattern.replace("{number}", payment.reference))[:LONGEST_PURPOSE].strip():
            fields.append(_field("62", _field("08", purpose)))
        text = "".join(fields) + "6304"
        return text + checksum(text)


def _field(tag: str, value: str) -> str:
    """Tag, length in two digits, value."""
    return f"{tag}{len(value):02}{value}"


def plain(text: str) -> str:
    """Text as every bank passes it on: no diacritics, letters, digits, blanks, dots and hyphens only."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return _UNSAFE.sub(" ", "".join(letter for letter in bare if not unicodedata.combining(letter)))


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) as four hexadecimal digits."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"
