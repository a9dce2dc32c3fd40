"""Keeps what is made of a frozen definition for as long as the very object is in use.

Hashing a form by its values costs more than evaluating it, and code lists hold dictionaries; so both are known by
identity. The key holds its object, so that an identity is never reused while it is remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")


class _Held(Generic[Thing]):
    __slots__ = ("thing",)

    def __init__(self, thing: Thing) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.thing is self.thing


def remembered_by_identity(size: int) -> Callable[[Callable[[Thing], Made]], Callable[[Thing], Made]]:
    """Decorate a pure function of one definition: it runs once for each object, the latest `size` are kept."""

    def decorate(make: Callable[[Thing], Made]) -> Callable[[Thing], Made]:
        @lru_cache(maxsize=size)
        def made(held: _Held[Thing]) -> Made:
            return make(held.thing)

        def of(thing: Thing) -> Made:
            return made(_Held(thing))

        of.__doc__ = make.__doc__
        return of

    return decorate
