"""What plugins that call other systems share: one HTTP POST with a limit of time, and secrets kept in files."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from motcua.extension.points import DeliveryFailed, Options

LONGEST_ANSWER = 64 * 1024
_TRY_AGAIN = frozenset({408, 409, 423, 425, 429})


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What the other system said."""

    status: int
    text: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirected POST would arrive as a GET: an address that moved is a setting to correct."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Mapping[str, str],  # type: ignore[override]
        newurl: str,
    ) -> None:
        del req, fp, code, msg, headers, newurl


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> HttpAnswer:
    """POST and give the answer of success (2xx). Raises DeliveryFailed, permanent when repeating is of no use.

    The texts never hold the body or the headers, which may carry secrets and personal data.
    """
    if not url.startswith(("http://", "https://")):
        raise DeliveryFailed("Địa chỉ phải bắt đầu bằng http:// hoặc https://.", permanent=True)
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(request, timeout=timeout) as answer:
            return HttpAnswer(answer.status, _text(answer.read(LONGEST_ANSWER)))
    except urllib.error.HTTPError as error:
        with error:
            said = _text(error.read(LONGEST_ANSWER)).strip()[:200]
        permanent = error.code < 500 and error.code not in _TRY_AGAIN
        raise DeliveryFailed(
            f"Hệ thống nhận trả lời HTTP {error.code}{f': {said}' if said else ''}.", permanent=permanent
        ) from error
    except (OSError, urllib.error.URLError) as error:
        reason = getattr(error, "reason", error)
        raise DeliveryFailed(f"Chưa kết nối được tới hệ thống nhận ({reason}).") from error


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def secret(options: Options, name: str) -> str:
    """A secret of the options: written there, or (better) in the file that ``<name>_file`` names, read each time.

    Raises DeliveryFailed when the file cannot be read: somebody will put it right.
    """
    place = str(options.get(f"{name}_file") or "")
    if not place:
        return str(options.get(name) or "")
    try:
        return Path(place).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise DeliveryFailed(f"Chưa đọc được tệp {place} ({error.strerror}).") from error


def international(phone: str, prefix: str = "84") -> str:
    """A Vietnamese phone number with the country code: ``0912…`` and ``+84912…`` as ``84912…``. Raises
    DeliveryFailed (permanent) for what is no number.
    """
    digits = "".join(letter for letter in phone if letter.isdigit())
    digits = digits.removeprefix("00")
    if digits.startswith("0"):
        digits = prefix + digits[1:]
    if not 9 <= len(digits) <= 15:
        raise DeliveryFailed("Số điện thoại không đúng.", permanent=True)
    return digits
