"""Which agency settles a dossier that another one receives."""

from __future__ import annotations

from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Procedure

ONE_STOP_ROLE = "one-stop-centre"


def competent_agencies(directory: Directory, procedure: Procedure, receiving: str) -> tuple[str, ...]:
    """The agencies that may settle a dossier received by ``receiving``; empty when it may not receive it.

    An agency that offers the procedure settles what it receives. A one-stop centre also receives for the agencies
    beside it, under the same superior, that offer the procedure.
    """
    if directory.offers(procedure, receiving):
        return (receiving,)
    try:
        agency = directory.agency(receiving)
    except KeyError:
        return ()
    if ONE_STOP_ROLE not in agency.roles:
        return ()
    around = set(directory.below(agency.parent)) if agency.parent else set()
    return tuple(
        code
        for code in directory.offering(procedure)
        if code in around and directory.agency(code).parent == agency.parent
    )


def agencies_elsewhere(directory: Directory, procedure: Procedure, receiving: str) -> tuple[str, ...]:
    """The other agencies a dossier may be received for where it does not matter at which desk it is handed in.

    Empty unless the procedure says so (`receive_anywhere`) and ``receiving`` takes in dossiers of citizens at all.
    """
    if not procedure.receive_anywhere or not directory.knows(receiving):
        return ()
    if not directory.agency(receiving).receives:
        return ()
    return tuple(code for code in directory.offering(procedure) if code != receiving)
