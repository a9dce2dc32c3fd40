"""Where one running dossier goes on in a reorganization, together with its parent and its child dossiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.parts import Lifecycle
from motcua.services.reorganization_plan import DossierFacts, ReorganizationPlan, folded_address
from motcua.storage.tables import DossierAccessRow, DossierRow

ENDS = tuple(state.value for state in Lifecycle if state.is_end)


@dataclass(frozen=True, slots=True)
class Ways:
    """For each agency left where the dossier goes on, for each child where that goes on, and for each agency the
    dossier was shown to who is shown it instead.
    """

    followers: Mapping[str, str]
    children: Mapping[str, str]
    access: Mapping[str, tuple[str, ...]]

    @property
    def lead_elsewhere(self) -> bool:
        """Whether anything of the dossier is to be changed."""
        return bool(self.followers or self.children or self.access)


def facts_of(row: DossierRow) -> DossierFacts:
    """What the rules of a split look at."""
    return DossierFacts(row.number, row.procedure_code, row.field_of_work, folded_address(row.applicant))


def ways_of(session: Session, plan: ReorganizationPlan, row: DossierRow) -> Ways:
    """Where a dossier and what belongs to it goes on."""
    successor = plan.successor_of(facts_of(row))
    followers = {code: successor for code in plan.left if code != successor}
    relatives = _relatives(session, row)
    return Ways(followers, _children(plan, row, relatives), _access(session, plan, row, relatives))


def _relatives(session: Session, row: DossierRow) -> Sequence[DossierRow]:
    numbers = [child["number"] for child in row.state.get("children", ())]
    if parent := row.state.get("parent", ""):
        numbers.append(parent)
    if not numbers:
        return ()
    return session.scalars(select(DossierRow).where(DossierRow.number.in_(numbers))).all()


def _children(plan: ReorganizationPlan, row: DossierRow, relatives: Sequence[DossierRow]) -> dict[str, str]:
    """The children under way whose agency is left, with where they go on; an ended one stays where it was."""
    known = {one.number: one for one in relatives if one.lifecycle not in ENDS}
    goes = {
        child["number"]: (child["agency"], plan.successor_of(facts_of(known[child["number"]])))
        for child in row.state.get("children", ())
        if child["number"] in known and child["agency"] in plan.left
    }
    return {number: new for number, (old, new) in goes.items() if new != old}


def _access(
    session: Session, plan: ReorganizationPlan, row: DossierRow, relatives: Sequence[DossierRow]
) -> dict[str, tuple[str, ...]]:
    """Who was shown it because of a relative goes where the relative goes; everybody else with the dossier."""
    shown = session.scalars(
        select(DossierAccessRow.agency_code).where(
            DossierAccessRow.dossier_id == row.id, DossierAccessRow.agency_code.in_(plan.left)
        )
    ).all()
    places = {*plan.left, *plan.codes}
    near = [one for one in relatives if {one.agency_code, one.competent_agency} & places] or [row]
    heirs = tuple(dict.fromkeys(plan.successor_of(facts_of(one)) for one in near))
    return {old: heirs for old in shown if heirs != (old,)}
