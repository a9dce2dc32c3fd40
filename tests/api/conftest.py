"""An API client on a fresh example province."""

import pytest
from tests.clients import Api

from motcua.services.runtime import Platform
from motcua.web.application import create_application


@pytest.fixture
def api(province: Platform) -> Api:
    """The API on SQLite and on PostgreSQL."""
    return Api(create_application(province))


@pytest.fixture
def one_api(sqlite_platform: Platform) -> Api:
    """The API on SQLite only, for what does not reach the database."""
    return Api(create_application(sqlite_platform))
