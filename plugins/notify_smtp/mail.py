"""Sends one e-mail through an SMTP server."""

from __future__ import annotations

import contextlib
import hashlib
import re
import smtplib
import ssl
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from motcua.extension.points import DeliveryFailed, Message, Options
from motcua.extension.posting import secret

DEFAULT_TIMEOUT = 20.0
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")

OPTIONS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["host", "sender"],
    "description": "Cần host và sender; có thể thêm port, security, username, password_file, sender_name, timeout.",
    "properties": {
        "host": {"type": "string", "minLength": 1, "description": "Ghi tên máy chủ SMTP."},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "description": "Cổng từ 1 đến 65535."},
        "security": {"enum": ["none", "starttls", "tls"], "description": "Chọn none, starttls hoặc tls."},
        "username": {"type": "string"},
        "password": {"type": "string"},
        "password_file": {"type": "string", "description": "Ghi đường dẫn tệp chứa mật khẩu."},
        "sender": {
            "type": "string",
            "pattern": "^[^@\\s]+@[^@\\s]+$",
            "description": "Ghi địa chỉ thư của nơi gửi.",
        },
        "sender_name": {"type": "string"},
        "timeout": {"type": "number", "minimum": 1, "maximum": 60, "description": "Từ 1 đến 60 giây."},
    },
}


class SmtpNotifier:
    """The channel ``email``. Repetitions of a message carry the same Message-ID, by which mail servers know them."""

    def send(self, options: Options, message: Message, key: str) -> None:
        """Send the message; raises DeliveryFailed, permanent when the server will never take it."""
        mail = compose(options, message, key)
        try:
            server = self._connect(options)
        except (OSError, smtplib.SMTPException) as error:
            raise _failed(error) from error
        try:
            server.send_message(mail)
        except (OSError, smtplib.SMTPException) as error:
            raise _failed(error) from error
        finally:
            # the server has the message or has refused it: how the parting goes changes nothing
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _connect(self, options: Options) -> smtplib.SMTP:
        host, timeout = str(options["host"]), float(options.get("timeout") or DEFAULT_TIMEOUT)
        security = str(options.get("security") or "starttls")
        if security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, int(options.get("port") or 465), timeout=timeout, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, int(options.get("port") or 587), timeout=timeout)
        try:
            if security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if options.get("username"):
                server.login(str(options["username"]), secret(options, "password"))
        except BaseException:
            server.close()
            raise
        return server


def compose(options: Options, message: Message, key: str) -> EmailMessage:
    """The e-mail with its headers. Raises DeliveryFailed (permanent) for an address no mail server takes."""
    sender = str(options["sender"])
    mail = EmailMessage()
    address = message.to.strip()
    if not _ADDRESS.fullmatch(address):
        raise DeliveryFailed("Địa chỉ thư điện tử không đúng.", permanent=True)
    mail["To"] = address
    mail["From"] = Address(display_name=str(options.get("sender_name") or ""), addr_spec=sender)
    mail["Subject"] = " ".join(message.subject.split()) or "Thông báo về hồ sơ"
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    for one in message.attachments:
        kind, _, form = one.media_type.partition(";")[0].partition("/")
        mail.add_attachment(one.content, maintype=kind, subtype=form, filename=one.name)
    return mail


def _failed(error: Exception) -> DeliveryFailed:
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _text in error.recipients.values()]
            permanent = bool(codes) and all(code >= 500 for code in codes)
            return DeliveryFailed("Máy chủ thư không nhận địa chỉ này.", permanent=permanent)
        case smtplib.SMTPAuthenticationError():
            return DeliveryFailed("Máy chủ thư không nhận tài khoản gửi. Kiểm tra username và mật khẩu.")
        case smtplib.SMTPResponseException():
            said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else ""
            # 5yz on the message itself will not change; before it, a server may just be set up wrongly
            permanent = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
            return DeliveryFailed(
                f"Máy chủ thư trả lời {error.smtp_code} {said}".strip(), permanent=permanent
            )
        case _:
            return DeliveryFailed(f"Chưa kết nối được tới máy chủ thư ({error}).")
