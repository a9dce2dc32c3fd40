"""The file store: whole contents or none, in a folder and elsewhere."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from motcua.storage.file_store import ContentMissingError, FileStore

CONTENT = b"noi dung" * 1000
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    return FileStore(str(tmp_path / "files") if request.param == "folder" else f"memory://{tmp_path.name}")


def test_a_content__is_found_by_its_hash(store: FileStore) -> None:
    store.keep(SHA, io.BytesIO(CONTENT))
    store.keep(SHA, io.BytesIO(CONTENT))
    assert store.has(SHA)
    assert store.read(SHA) == CONTENT
    assert [one.sha256 for one in store.contents()] == [SHA]
    store.remove(SHA)
    store.remove(SHA)
    assert not store.has(SHA)
    with pytest.raises(ContentMissingError):
        store.open(SHA)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "ă" * 64, "/" * 64])
def test_a_name_that_is_no_hash__reaches_nothing(store: FileStore, name: str) -> None:
    with pytest.raises(ContentMissingError):
        store.open(name)


def test_a_write_that_fails__leaves_no_half(tmp_path: Path) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("đứt")
            return super().read(4)

    store = FileStore(str(tmp_path))
    with pytest.raises(OSError, match="đứt"):
        store.keep(SHA, Breaking(CONTENT))
    assert not store.has(SHA)
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_halves_of_killed_writes__go_when_they_are_old(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    (tmp_path / ".partial").mkdir()
    (tmp_path / ".partial" / "x").write_bytes(b"nua")
    now = datetime.now(UTC)
    assert store.remove_partials(now - timedelta(days=1)) == 0
    assert store.remove_partials(now + timedelta(minutes=1)) == 1
    assert list(store.contents()) == []


def test_an_infected_content__is_out_of_reach(store: FileStore) -> None:
    store.keep(SHA, io.BytesIO(CONTENT))
    store.quarantine(SHA)
    assert not store.has(SHA)
    assert list(store.contents()) == []
