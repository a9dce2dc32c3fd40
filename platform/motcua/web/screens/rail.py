"""The way through the product: which lists and screens a person has, with how much waits in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import current_app, g, request, url_for
from werkzeug.exceptions import HTTPException

from motcua.definitions.screen import Scope, Screen
from motcua.services.worklists import COUNT_CAP, count_lists
from motcua.web import navigation
from motcua.web.security.current import current_actor, current_platform, current_scope, may

MOST_LISTS = 4
MOST_ITEMS = 11
SHORT_NAMES = {"cho-tiep-nhan": "Trực tuyến", "cho-tra-ket-qua": "Trả kết quả"}


def my_screens() -> tuple[Screen, ...]:
    """The lists of the person acting, in their order: by permission and by position held; read once a request."""
    if "motcua_screens" not in g:
        g.motcua_screens = _read_screens()
    screens: tuple[Screen, ...] = g.motcua_screens
    return screens


def _read_screens() -> tuple[Screen, ...]:
    platform, actor = current_platform(), current_actor()
    platform.rules.refresh()
    held = {one.holding.position for one in actor.standings(platform.now())}
    screens: list[Screen] = list(platform.rules.every("screen", platform.today()))
    mine = [
        screen
        for screen in screens
        if (not screen.permission or screen.permission in actor.permissions)
        and (not screen.positions or held & set(screen.positions) or _oversees(screen))
    ]
    return tuple(sorted(mine, key=lambda screen: (screen.order, screen.code)))


def _oversees(screen: Screen) -> bool:
    """Lists over several agencies are also for those who supervise without holding a position."""
    return screen.scope in (Scope.BELOW, Scope.PROVINCE) and may("can_supervise")


def find_screen(code: str) -> Screen | None:
    """The person's own list with this code."""
    return next((screen for screen in my_screens() if screen.code == code), None) if code else None


def is_work(screen: Screen) -> bool:
    """Whether a list holds work of the person, rather than dossiers to look at."""
    return bool(screen.step_kinds) or screen.scope in (Scope.MINE, Scope.POSITION)


def widest(screens: tuple[Screen, ...]) -> Screen | None:
    """The list to look dossiers up in: of everything below for those who supervise, else of the own agency."""
    plain = [one for one in screens if not is_work(one) and not one.states and not one.filter]
    wide = [one for one in plain if one.scope in (Scope.BELOW, Scope.PROVINCE)]
    return next(iter(wide if wide and may("can_supervise") else plain), None)


def count_all(screens: tuple[Screen, ...]) -> dict[str, int]:
    """How many rows each list has; a list is counted once a request, however many places show its count."""
    platform, actor = current_platform(), current_actor()
    directory, now = platform.directory(), platform.now()
    known: dict[str, int] = g.setdefault("motcua_counts", {})
    unknown = [screen for screen in screens if screen.code not in known]
    if unknown:
        with platform.database.read(current_scope()) as session:
            known |= count_lists(session, unknown, actor, directory, now)
    return {screen.code: known[screen.code] for screen in screens}


def remember_count(screen: Screen, count: int) -> None:
    """Keep a count somebody has made, for the other places that show it."""
    g.setdefault("motcua_counts", {})[screen.code] = count


def count_words(number: int) -> str:
    """A count as lists show it; beyond what is counted it says so."""
    return f"{COUNT_CAP}+" if number >= COUNT_CAP else str(number)


class Rail:
    """The items of the rail, made when a template draws them: parts of pages never pay for the counts."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(rail_items())

    def __bool__(self) -> bool:
        return True


def rail_items() -> list[dict[str, Any]]:
    """Reception, the person's own lists, then what else their permissions open."""
    screens = my_screens()
    work = tuple(screen for screen in screens if is_work(screen))[:MOST_LISTS]
    counts = count_all(work)
    items: list[dict[str, Any]] = []
    if may("can_receive") and any(one.position == "one-stop-officer" for one in current_actor().holdings):
        items.append(_item(url_for("counter.find"), "Tiếp nhận", "inbox"))
    elif any(one.position == "accountant" for one in current_actor().holdings):
        items.append(_item(url_for("cashier.sheet"), "Thu phí", "cash-coin"))
    for screen in work:
        item = _item(
            url_for("worklists.show", code=screen.code),
            SHORT_NAMES.get(screen.code, screen.name),
            screen.icon,
        )
        item["count"] = counts[screen.code] and count_words(counts[screen.code])
        items.append(item)
    look = widest(screens)
    if look is not None:
        items.append(_item(url_for("worklists.show", code=look.code), "Hồ sơ", "folder2-open"))
    return [*items, *navigation.rail()][:MOST_ITEMS]


def _item(href: str, label: str, icon: str) -> dict[str, Any]:
    path = href.partition("?")[0]
    active = request.path == path or request.path.startswith(f"{path}/")
    return {"href": href, "label": label, "icon": icon, "active": active, "count": 0}


def has_page(path: str) -> bool:
    """Whether the application answers at an address."""
    adapter = current_app.url_map.bind("")
    try:
        adapter.match(path, method="GET")
    except HTTPException:
        return False
    return True
