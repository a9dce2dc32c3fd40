"""Which passwords are too weak."""

import pytest

from motcua.services.passwords import WeakPasswordError, check_strength, random_password


@pytest.mark.parametrize("password", ["Motcua@2026", "mật Khẩu dài", "ABCdef1234"])
def test_long_and_mixed__is_accepted(password):
    check_strength(password, "motcua.h88.31")


@pytest.mark.parametrize(
    ("password", "why"),
    [("Ab1@", "ngắn"), ("abcdefghijkl", "ba loại"), ("xxMOTCUA-2026xx", "tên đăng nhập"), ("", "ngắn")],
)
def test_weak__is_refused_with_the_reason(password, why):
    with pytest.raises(WeakPasswordError, match=why):
        check_strength(password, "motcua")


def test_drawn_passwords__differ_and_are_strong():
    drawn = {random_password() for _ in range(50)}
    assert len(drawn) == 50
