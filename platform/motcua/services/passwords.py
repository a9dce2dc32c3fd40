"""Hashes passwords in the format the account tables use (scrypt, hexadecimal, salt beside it)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string

_COST, _BLOCK, _LANES = 32768, 8, 1
_SALT_LENGTH = 16
_SALT_LETTERS = string.ascii_letters + string.digits
_MEMORY = 132 * _COST * _BLOCK * _LANES
MIN_LENGTH = 10


class WeakPasswordError(ValueError):
    """The password may not be used; the text says why in Vietnamese."""


def hash_password(password: str) -> str:
    """A salted hash; takes about a tenth of a second, as it should."""
    salt = "".join(secrets.choice(_SALT_LETTERS) for _ in range(_SALT_LENGTH))
    digest = _scrypt(password, salt, (_COST, _BLOCK, _LANES))
    return f"scrypt:{_COST}:{_BLOCK}:{_LANES}${salt}${digest}"


def verify_password(stored: str, password: str) -> bool:
    """Whether the password is the one that was hashed, by scrypt or by pbkdf2; unreadable hashes match nothing."""
    try:
        method, salt, expected = stored.split("$", 2)
        name, *numbers = method.split(":")
        if name == "scrypt":
            cost, block, lanes = map(int, numbers)
            actual = _scrypt(password, salt, (cost, block, lanes))
        elif name == "pbkdf2":
            digest, rounds = numbers
            actual = hashlib.pbkdf2_hmac(digest, password.encode(), salt.encode(), int(rounds)).hex()
        else:
            return False
    except ValueError:
        return False
    return hmac.compare_digest(actual, expected)


def check_strength(password: str, username: str) -> None:
    """Refuse a password that is short, only of one kind of character, or the user name itself."""
    if len(password) < MIN_LENGTH:
        raise WeakPasswordError(f"Mật khẩu ngắn quá. Đặt mật khẩu từ {MIN_LENGTH} ký tự trở lên.")
    if username and username.casefold() in password.casefold():
        raise WeakPasswordError("Mật khẩu chứa tên đăng nhập. Đặt mật khẩu khác với tên đăng nhập.")
    kinds = (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
    if sum(any(kind(letter) for letter in password) for kind in kinds) < 3:
        raise WeakPasswordError("Mật khẩu cần có ít nhất ba loại: chữ thường, chữ hoa, chữ số, ký hiệu.")


def random_password() -> str:
    """A password nobody has to remember."""
    return secrets.token_urlsafe(15)


def _scrypt(password: str, salt: str, numbers: tuple[int, int, int]) -> str:
    cost, block, lanes = numbers
    memory = max(_MEMORY, 132 * cost * block * lanes)
    return hashlib.scrypt(
        password.encode(), salt=salt.encode(), n=cost, r=block, p=lanes, maxmem=memory
    ).hex()
