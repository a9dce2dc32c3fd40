"""Signatures with a generated certificate: made, read back, and broken ones noticed; a result from decision to QR."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from tests.unit.services.files_at_hand import pdf, png, receive_with, upload
from tests.unit.services.received import actor_of

from motcua.documents.file_kinds import UnusableFileError
from motcua.dossiers.commands import Act
from motcua.extension.loading import load_plugins
from motcua.extension.points import DOCUMENT_SIGNERS, Refused, SigningWish
from motcua.services.acting import act
from motcua.services.integrity import examine
from motcua.services.outcome_check import Standing, check_outcome
from motcua.services.outcome_papers import (
    SigningError,
    draft_result,
    reissue_result,
    revoke_result,
    sign_result,
    signatures_on,
    submit_signed,
)
from motcua.services.receiving import RefusedError
from motcua.services.runtime import Platform

NOW = dt.datetime(2026, 11, 20, 9, 41, tzinfo=dt.UTC)
SIGNER = "Ủy ban nhân dân xã Tân Hòa"
WISH = SigningWish("Lê Quang Vinh", "H88.31", "Giấy xác nhận số 01", NOW)


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A key for the first commune, made for these tests."""
    folder = tmp_path_factory.mktemp("keys")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SIGNER)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2090, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, True, False, False, False), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    kept = pkcs12.serialize_key_and_certificates(
        b"xa", key, certificate, None, serialization.BestAvailableEncryption(b"bi-mat")
    )
    (folder / "xa.p12").write_bytes(kept)
    (folder / "xa.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return {
        "keys": [{"agency": "H88.31", "file": str(folder / "xa.p12"), "password": "bi-mat"}],
        "trusted": [str(folder / "xa.pem")],
    }


@pytest.fixture(scope="module")
def registry(project_root: Path, options: dict[str, Any], tmp_path_factory: pytest.TempPathFactory):
    """The shipped plugin, switched on with that key."""
    home = tmp_path_factory.mktemp("plugins") / "sign_pkcs12"
    home.mkdir()
    shipped = project_root / "plugins" / "sign_pkcs12"
    for name in ("__init__.py", "pades.py"):
        (home / name).write_text((shipped / name).read_text(encoding="utf-8"), encoding="utf-8")
    manifest = yaml.safe_load((shipped / "plugin.yaml").read_text(encoding="utf-8"))
    manifest |= {"enabled": True, "options": options}
    (home / "plugin.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
    found, problems = load_plugins([home.parent])
    assert problems == ()
    return found


def test_a_signed_file__says_whose_and_that_it_is_unchanged(registry: Any, options: dict[str, Any]) -> None:
    signer = registry.get(DOCUMENT_SIGNERS, "pkcs12")
    once = signer.sign(options, pdf(), WISH)
    twice = signer.sign(options, once, replace(WISH, signer="Văn thư"))
    assert signer.signatures(options, pdf()) == ()
    found = signer.signatures(options, twice)
    assert [(one.signer, one.is_intact, one.is_trusted, one.problem) for one in found] == [
        (SIGNER, True, True, "")
    ] * 2
    assert not signer.signatures(options | {"trusted": []}, once)[0].is_trusted


def test_a_changed_file__is_noticed(registry: Any, options: dict[str, Any]) -> None:
    signer = registry.get(DOCUMENT_SIGNERS, "pkcs12")
    signed = bytearray(signer.sign(options, pdf(), WISH))
    place = signed.index(b"/MediaBox")
    signed[place + 12 : place + 13] = b"9"
    assert [one.is_intact for one in signer.signatures(options, bytes(signed))] == [False]


def test_what_cannot_be_signed__is_refused_in_words(registry: Any, options: dict[str, Any]) -> None:
    signer = registry.get(DOCUMENT_SIGNERS, "pkcs12")
    with pytest.raises(Refused, match="chưa có chứng thư"):
        signer.sign(options, pdf(), replace(WISH, agency="H88.32"))
    with pytest.raises(Refused, match="Không ký được"):
        signer.sign(options, b"%PDF-1.7 hong", WISH)
    with pytest.raises(Refused, match="không phải PDF"):
        signer.signatures(options, b"abc")
    wrong = {"keys": [options["keys"][0] | {"password": "sai"}]}
    with pytest.raises(Refused, match="Kiểm tra tệp và mật khẩu"):
        signer.sign(wrong, pdf(), WISH)
    assert not signer.can_sign({"keys": [{"agency": "H88.31", "file": "/khong/co"}]}, "H88.31")


def test_a_result__is_drafted_signed_checked_revoked_and_issued_again(
    province: Platform, registry: Any
) -> None:
    platform = replace(province, registry=registry)
    people = {name: actor_of(platform, name) for name in ("motcua", "thuly", "lanhdao", "vanthu")}
    number = receive_with(platform, people["motcua"], {"to-khai": {"received": True}})

    def press(who: str, action: str, step: str) -> None:
        act(platform, people[who], number, Act(action, step))

    press("motcua", "forward", "receive")
    with pytest.raises(RefusedError, match="chưa được ký duyệt"):
        submit_signed(platform, people["thuly"], number, upload(platform, people["thuly"]).key)
    drafted = draft_result(platform, people["thuly"], number)
    assert drafted.outcome.drafted_at is not None
    assert drafted.files[0].name == f"giay-xac-nhan-{number}.pdf"
    for who, action, step in _to_the_end(platform, number):
        press(who, action, step)
    state = sign_result(platform, people["lanhdao"], number)
    assert state.outcome.signatures == (SIGNER,)
    assert str(state.outcome.valid_until) == "2027-05-20"
    assert [one.is_intact for one in signatures_on(platform, platform.files.read(state.outcome.file))] == [
        True
    ]
    assert [one.dropped for one in state.files] == ["Thay bằng bản ký", ""]

    found = check_outcome(platform, state.outcome.verify_code)
    assert found is not None
    assert (found.number, found.standing, found.is_signed) == (state.outcome.number, Standing.VALID, True)
    assert found.issuer == "Ủy ban nhân dân xã Tân Hòa"
    assert check_outcome(platform, "khong-co-ma-nay") is None
    assert check_outcome(platform, "../../x") is None

    with pytest.raises(RefusedError, match="Chỉ người ký hoặc văn thư"):
        revoke_result(platform, people["thuly"], number, "Sai")
    revoke_result(platform, people["lanhdao"], number, "Cấp sai tình trạng hôn nhân", "12/QĐ-UBND")
    assert check_outcome(platform, state.outcome.verify_code).standing is Standing.REVOKED
    with pytest.raises(RefusedError, match="thu hồi rồi"):
        revoke_result(platform, people["lanhdao"], number, "Lần nữa")
    again = reissue_result(platform, people["vanthu"], number, "Cấp lại đúng tình trạng")
    assert again.outcome.number != state.outcome.number
    assert check_outcome(platform, state.outcome.verify_code).standing is Standing.REPLACED
    assert check_outcome(platform, again.outcome.verify_code).standing is Standing.VALID
    scan = upload(platform, people["lanhdao"], png(), "ban-ky.png")
    assert submit_signed(platform, people["lanhdao"], number, scan.key).outcome.signatures == ()
    assert examine(platform).findings == ()


def _to_the_end(platform: Platform, number: str) -> list[tuple[str, str, str]]:
    """The buttons from the handler to the clerk."""
    from motcua.services.dossier_view import view_dossier

    steps = view_dossier(platform, actor_of(platform, "thuly"), number).rules.process.steps
    who = {"handle": "thuly", "decide": "lanhdao", "issue": "vanthu"}
    found = []
    for step in steps:
        user = who.get(step.does.value)
        if user:
            main = next((one for one in step.actions if one.main), step.actions[0])
            found.append((user, main.id, step.id))
    return found


def test_a_broken_signature__is_not_taken_in(sqlite_platform: Platform, registry: Any, options: Any) -> None:
    platform = replace(sqlite_platform, registry=registry)
    people = {name: actor_of(platform, name) for name in ("motcua", "thuly", "lanhdao", "vanthu")}
    number = receive_with(platform, people["motcua"], {"to-khai": {"received": True}})
    act(platform, people["motcua"], number, Act("forward", "receive"))
    for who, action, step in _to_the_end(platform, number):
        act(platform, people[who], number, Act(action, step))
    signed = bytearray(registry.get(DOCUMENT_SIGNERS, "pkcs12").sign(options, pdf(), WISH))
    place = signed.index(b"/MediaBox")
    signed[place + 12 : place + 13] = b"9"
    broken = upload(platform, people["lanhdao"], bytes(signed), "da-ky.pdf")
    with pytest.raises(UnusableFileError, match="không còn đúng"):
        submit_signed(platform, people["lanhdao"], number, broken.key)
    without = replace(platform, registry=sqlite_platform.registry)
    with pytest.raises(SigningError, match="Chưa có cách ký số"):
        sign_result(without, people["lanhdao"], number)
