"""The front page of each role, the search over everything, and keeping a session alive."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from motcua.definitions.screen import Scope, Screen
from motcua.services.catalog_view import CatalogQuery, catalog_page
from motcua.services.worklists import CursorError, ListQuery, list_page
from motcua.web.errors import answer_error
from motcua.web.screens.place_lookup import find_places
from motcua.web.screens.rail import has_page, is_work, my_screens, widest
from motcua.web.security.current import (
    current_actor,
    current_platform,
    current_scope,
    find_actor,
    may,
    require,
    to_sign_in,
)

blueprint = Blueprint("home", __name__)

FOUND_DOSSIERS = 25
FOUND_PROCEDURES = 10
SEARCH = Screen(code="tim", name="Tìm", scope=Scope.AGENCY, sort="newest", page_size=FOUND_DOSSIERS)
SEARCH_ALL = Screen(code="tim", name="Tìm", scope=Scope.PROVINCE, sort="newest", page_size=FOUND_DOSSIERS)


@blueprint.get("/")
def front() -> Any:
    """To the screen a person works on; visitors to the portal."""
    actor = find_actor()
    if actor is None:
        return redirect("/cong") if has_page("/cong") else to_sign_in()
    positions = {one.position for one in actor.holdings}
    if may("can_receive") and "one-stop-officer" in positions:
        return redirect(url_for("counter.find"))
    if may("can_edit_definition") and has_page("/thu-tuc"):
        return redirect("/thu-tuc")
    if may("can_supervise") and has_page("/giam-sat"):
        return redirect("/giam-sat")
    screens = my_screens()
    works = [one for one in screens if is_work(one)]
    first = works[0] if works else widest(screens)
    if first is not None:
        return redirect(url_for("worklists.show", code=first.code))
    return render_template("home/nothing.html")


@blueprint.get("/tim")
@require()
def search() -> Any:
    """Dossiers the person may see and procedures of the catalog, for a few typed words."""
    query = request.args.get("q", "").strip()[:200]
    platform, actor, scope = current_platform(), current_actor(), current_scope()
    dossiers: Any = ()
    more = ""
    if query and may("can_search_dossier"):
        screen = SEARCH_ALL if scope.is_everything else SEARCH
        wanted = ListQuery(query, (), request.args.get("sau", ""))
        try:
            with platform.database.read(scope) as session:
                found = list_page(session, screen, actor, platform.directory(), platform.now(), wanted)
        except CursorError as error:
            return answer_error(400, str(error))
        dossiers, more = found.rows, found.next_cursor
    procedures: Any = ()
    total = 0
    if query and may("can_view_catalog"):
        catalog = catalog_page(platform, CatalogQuery(text=query, size=FOUND_PROCEDURES))
        procedures, total = catalog.rows, catalog.total
    return render_template(
        "home/search.html",
        query=query,
        dossiers=dossiers,
        next_url=url_for("home.search", q=query, sau=more) if more else "",
        procedures=procedures,
        total=total,
        has_catalog=has_page("/thu-tuc/x"),
        may_receive=may("can_receive"),
    )


@blueprint.get("/dia-danh")
def find_place() -> Any:
    """Provinces and communes for the address fields of any form; public, like the list itself."""
    args = request.args
    return {"options": find_places(args.get("q", ""), args.get("part", ""), args.get("province", ""))}


@blueprint.post("/phien")
@require()
def keep_alive() -> Response:
    """Any answered request starts the time of the session again; this one does nothing else."""
    return Response(status=204)
