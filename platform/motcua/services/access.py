"""Which rows an actor may touch, and which functions need which permission."""

from __future__ import annotations

from dataclasses import replace

from motcua.dossiers.actor import Actor
from motcua.storage.scope import Scope

SEES_EVERYTHING = frozenset({"can_supervise", "can_report_all"})


class ForbiddenError(PermissionError):
    """The actor lacks a permission; the text says which in Vietnamese."""


def require(actor: Actor, permission: str, what: str) -> None:
    """Refuse an actor without a permission; ``what`` names the act in lower case."""
    if permission not in actor.permissions:
        raise ForbiddenError(
            f"Tài khoản {actor.user} không có quyền {what}. Liên hệ quản trị đơn vị để được cấp quyền."
        )


def scope_of(actor: Actor) -> Scope:
    """The rows an actor may touch: of the agencies where a position is held, everything for those who supervise."""
    if actor.permissions & SEES_EVERYTHING:
        return replace(Scope.everything(f"{actor.user} giám sát toàn tỉnh"), roles=actor.roles)
    agencies = {holding.agency for holding in actor.holdings}
    agencies.update(delegation.holding.agency for delegation in actor.delegations)
    if actor.agency:
        agencies.add(actor.agency)
    return replace(Scope.of(agencies, f"các cơ quan của {actor.user}"), roles=actor.roles)
