"""Roles name permissions that exist, and every shipped position has a role that may do its work."""

import yaml

from motcua.services.roles import PERMISSIONS, ROLE_TITLES, ROLES, role_of_position


def test_roles__name_known_permissions_and_have_titles():
    assert all(names <= PERMISSIONS.keys() for names in ROLES.values())
    assert ROLE_TITLES.keys() == ROLES.keys()


def test_positions_of_the_metadata__get_at_least_their_permissions_through_their_role(project_root):
    for path in (project_root / "metadata" / "organization").glob("*.yaml"):
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            for position in (document or {}).get("positions", ()):
                granted = ROLES[role_of_position(position["code"])]
                assert set(position["permissions"]) <= granted, position["code"]
