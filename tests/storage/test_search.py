"""Finding dossiers on both databases the same way."""

import pytest
from sqlalchemy import select
from tests.storage.conftest import add_revision, new_dossier

from motcua.storage import search
from motcua.storage.scope import Scope
from motcua.storage.search import dossier_matches, number_tail, search_text
from motcua.storage.tables import DossierRow

PEOPLE = {
    "H88.31-261123-0001": ("Nguyễn Văn Đức", "001090012345", "0912345678"),
    "H88.31-261123-0002": ("Trần Thị Hoà", "001190054321", "0987654321"),
    "H88.32-261123-0001": ("Nguyễn Đức Thọ", "036090000001", ""),
}


@pytest.fixture
def find(database, everything):
    with database.write(everything) as session:
        revision = add_revision(session)
        for number, (name, identity, phone) in PEOPLE.items():
            dossier = new_dossier(revision, number, number.split("-", maxsplit=1)[0])
            dossier.number_tail = number_tail(number)
            dossier.applicant_name = name
            dossier.applicant_identity = identity
            dossier.applicant_phone = phone
            dossier.search_text = search_text(name, number)
            session.add(dossier)

    def look(typed, scope=everything):
        with database.read(scope) as session:
            found = dossier_matches(session, typed)
            if found is None:
                return None
            return sorted(session.scalars(select(DossierRow.number).where(found.of_dossiers())))

    return look


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen duc", ["H88.31-261123-0001", "H88.32-261123-0001"]),
        ("Nguyễn Văn Đ", ["H88.31-261123-0001"]),
        ("hòa", ["H88.31-261123-0002"]),
        ("H88.31-261123-0002", ["H88.31-261123-0002"]),
        ("h88.31-261123-0002", ["H88.31-261123-0002"]),
        ("261123-0001", ["H88.31-261123-0001", "H88.32-261123-0001"]),
        ("0002", ["H88.31-261123-0002"]),
        ("036090000001", ["H88.32-261123-0001"]),
        ("0987654321", ["H88.31-261123-0002"]),
        ("không có ai", []),
        ("' OR 1=1 --", []),
        ('tho" OR "duc', []),
        ("* ( ) : & | !", None),
        ("", None),
    ],
)
def test_typed_words__find_the_dossiers_meant(find, typed, found):
    assert find(typed) == found


@pytest.mark.parametrize("typed", ["nguyen", "duc", "hoa"])
def test_words_of_many_dossiers__find_the_same_ones(find, monkeypatch, typed):
    few = find(typed)
    monkeypatch.setattr(search, "FEW", 1)
    assert find(typed) == few
    assert find("nguyen", Scope.of(["H88.32"], "phường")) == ["H88.32-261123-0001"]


def test_search__stays_within_the_scope(find):
    assert find("nguyen", Scope.of(["H88.32"], "phường")) == ["H88.32-261123-0001"]


def test_changed_name__is_found_by_the_new_one_only(find, database, everything):
    with database.write(everything) as session:
        dossier = session.scalars(select(DossierRow).where(DossierRow.number == "H88.31-261123-0002")).one()
        dossier.search_text = search_text("Lê Thị Mơ")
    assert find("hoa") == []
    assert find("mo") == ["H88.31-261123-0002"]
