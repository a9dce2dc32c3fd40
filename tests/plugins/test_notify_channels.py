"""The channels as a province sets them up, each against a real server on loopback."""

import socket
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.loopback import HttpGateway, SmtpSink

from motcua.extension.loading import load_plugins
from motcua.extension.points import NOTIFIERS, DeliveryFailed, Message
from motcua.extension.registry import Registry

PROJECT = Path(__file__).resolve().parents[2]
KEY = "H88.31-261120-0001/1/da-tiep-nhan/sms/0123456789ab"


def set_up(folder: Path, name: str, options: dict[str, Any]) -> Registry:
    """A plugin of the product with options of our own."""
    place = folder / name
    place.mkdir(parents=True)
    for source in (PROJECT / "plugins" / name).glob("*.py"):
        (place / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    manifest = yaml.safe_load((PROJECT / "plugins" / name / "plugin.yaml").read_text(encoding="utf-8"))
    manifest |= {"enabled": True, "options": options}
    (place / "plugin.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
    registry, problems = load_plugins([folder])
    assert problems == ()
    return registry


def send(registry: Registry, channel: str, message: Message, key: str = KEY) -> None:
    entry = registry.registration(NOTIFIERS, channel)
    entry.implementation.send(entry.options, message, key)


def smtp(folder: Path, port: int, **more: Any) -> Registry:
    options = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "motcua@donglam.example",
        "timeout": 2,
        **more,
    }
    return set_up(folder, "notify_smtp", options)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_shipped_channels__are_off_until_a_province_sets_them_up_and_their_options_are_right(
    tmp_path: Path,
) -> None:
    registry, problems = load_plugins([PROJECT / "plugins"])
    assert problems == ()
    assert registry.names(NOTIFIERS) == ()
    for name in ("notify_smtp", "notify_http_sms", "notify_zalo"):
        manifest = yaml.safe_load((PROJECT / "plugins" / name / "plugin.yaml").read_text(encoding="utf-8"))
        set_up(tmp_path / name, name, manifest["options"])


def test_email__arrives_with_vietnamese_text_and_the_same_message_id_each_time(tmp_path: Path) -> None:
    with SmtpSink() as sink:
        registry = smtp(tmp_path, sink.port, sender_name="Một cửa xã Tân Hòa")
        message = Message("nhung@example.vn", "Hồ sơ đã được tiếp nhận.", "Đã tiếp nhận hồ sơ")
        send(registry, "email", message)
        send(registry, "email", message)
        send(registry, "email", message, KEY.replace("/1/", "/2/"))
    first, again, other = sink.accepted
    assert first["Subject"] == "Đã tiếp nhận hồ sơ"
    assert first["To"] == "nhung@example.vn"
    assert "Một cửa xã Tân Hòa" in first["From"]
    assert first.get_content().strip() == "Hồ sơ đã được tiếp nhận."
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]


def test_line_breaks_in_a_subject__cannot_add_headers(tmp_path: Path) -> None:
    with SmtpSink() as sink:
        registry = smtp(tmp_path, sink.port)
        send(registry, "email", Message("a@example.vn", "x", "Chào\r\nBcc: b@example.vn"))
    assert sink.accepted[0]["Bcc"] is None


@pytest.mark.parametrize("address", ["", "khong-phai-thu", "a@b@c d", "@example.vn", "a@\r\nx"])
def test_address_that_is_none__is_given_up_at_once(tmp_path: Path, address: str) -> None:
    with SmtpSink() as sink:
        registry = smtp(tmp_path, sink.port)
        with pytest.raises(DeliveryFailed) as failure:
            send(registry, "email", Message(address, "x"))
    assert failure.value.permanent
    assert sink.accepted == []


@pytest.mark.parametrize(
    ("refuse", "refuse_data", "permanent"),
    [
        ("550 no such user", "", True),
        ("451 greylisted", "", False),
        ("", "554 looks like spam", True),
        ("", "452 disk full", False),
    ],
)
def test_answer_of_the_mail_server__tells_whether_to_try_again(
    tmp_path: Path, refuse: str, refuse_data: str, permanent: bool
) -> None:
    with SmtpSink(refuse=refuse, refuse_data=refuse_data) as sink:
        registry = smtp(tmp_path, sink.port)
        with pytest.raises(DeliveryFailed) as failure:
            send(registry, "email", Message("a@example.vn", "x"))
    assert failure.value.permanent is permanent


def test_mail_server_that_is_down_or_silent__is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(DeliveryFailed) as failure:
        send(smtp(tmp_path / "down", free_port()), "email", Message("a@example.vn", "x"))
    assert not failure.value.permanent
    with SmtpSink(slow=3) as sink, pytest.raises(DeliveryFailed) as silent:
        send(smtp(tmp_path / "slow", sink.port, timeout=1), "email", Message("a@example.vn", "x"))
    assert not silent.value.permanent
    assert sink.accepted == []


def sms(folder: Path, url: str, **more: Any) -> Registry:
    return set_up(folder, "notify_http_sms", {"url": url, "timeout": 2, **more})


def test_sms__goes_out_without_marks_with_country_code_key_and_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Bearer bi-mat\n", encoding="utf-8")
    with HttpGateway() as gateway:
        registry = sms(
            tmp_path / "plugins",
            gateway.url,
            key_field="request_id",
            extra={"brandname": "MOTCUA"},
            authorization_file=str(tmp_path / "secret"),
        )
        send(registry, "sms", Message("0912 345 678", "Hồ sơ đã được Trung tâm tiếp nhận"))
        send(registry, "sms", Message("0912 345 678", "Hồ sơ đã được Trung tâm tiếp nhận"))
    call = gateway.calls[0]
    assert call.fields == {
        "brandname": "MOTCUA",
        "phone": "84912345678",
        "message": "Ho so da duoc Trung tam tiep nhan",
        "request_id": KEY,
    }
    assert call.headers["authorization"] == "Bearer bi-mat"
    assert (len(gateway.calls), len(gateway.sent)) == (2, 1)


def test_gateway_with_forms_and_codes_of_its_own__is_understood(tmp_path: Path) -> None:
    options = {
        "format": "form",
        "phone_field": "to",
        "success_field": "CodeResult",
        "success_values": ["100"],
    }
    with HttpGateway(body={"CodeResult": "100"}) as gateway:
        registry = sms(tmp_path, gateway.url, **options, strip_accents=False)
        send(registry, "sms", Message("+84912345678", "Đã tiếp nhận"))
        assert gateway.calls[0].fields == {"to": "84912345678", "message": "Đã tiếp nhận"}
        gateway.body = {"CodeResult": "103"}
        with pytest.raises(DeliveryFailed, match="CodeResult = 103") as failure:
            send(registry, "sms", Message("0912345678", "x"))
    assert not failure.value.permanent


@pytest.mark.parametrize(
    ("status", "permanent"), [(500, False), (503, False), (429, False), (400, True), (401, True), (302, True)]
)
def test_status_of_the_gateway__tells_whether_to_try_again(
    tmp_path: Path, status: int, permanent: bool
) -> None:
    with HttpGateway(status=status) as gateway:
        registry = sms(tmp_path, gateway.url)
        with pytest.raises(DeliveryFailed, match=str(status)) as failure:
            send(registry, "sms", Message("0912345678", "x"))
    assert failure.value.permanent is permanent


def test_phone_that_is_none__is_given_up_and_never_sent(tmp_path: Path) -> None:
    with HttpGateway() as gateway, pytest.raises(DeliveryFailed) as failure:
        send(sms(tmp_path, gateway.url), "sms", Message("không có", "x"))
    assert failure.value.permanent
    assert gateway.calls == []


def test_gateway_that_is_down__is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(DeliveryFailed) as failure:
        send(sms(tmp_path, f"http://127.0.0.1:{free_port()}/"), "sms", Message("0912345678", "x"))
    assert not failure.value.permanent


def zalo(folder: Path, url: str, token: Path) -> Registry:
    options = {
        "url": url,
        "template_id": "7895417",
        "text_parameter": "noi_dung",
        "access_token_file": str(token),
        "timeout": 2,
    }
    return set_up(folder, "notify_zalo", options)


def test_zalo__gets_template_and_text_with_the_token_of_the_moment(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("ma-cu", encoding="utf-8")
    with HttpGateway() as gateway:
        registry = zalo(tmp_path / "plugins", gateway.url, token)
        send(registry, "zalo", Message("0912345678", "Hồ sơ đã có kết quả"))
        token.write_text("ma-moi", encoding="utf-8")
        send(registry, "zalo", Message("0912345678", "Hồ sơ đã có kết quả"), "other")
    first, second = gateway.calls
    assert first.fields["template_data"] == {"noi_dung": "Hồ sơ đã có kết quả"}
    assert (first.fields["phone"], first.fields["template_id"]) == ("84912345678", "7895417")
    assert first.fields["tracking_id"] == KEY[-48:]
    assert [call.headers["access_token"] for call in (first, second)] == ["ma-cu", "ma-moi"]


@pytest.mark.parametrize(("code", "permanent"), [(-118, True), (-108, True), (-124, False), (-144, False)])
def test_error_of_zalo__tells_whether_to_try_again(tmp_path: Path, code: int, permanent: bool) -> None:
    token = tmp_path / "token"
    token.write_text("ma", encoding="utf-8")
    gateway = HttpGateway(body={"error": code, "message": "no"})
    with gateway, pytest.raises(DeliveryFailed, match=str(code)) as failure:
        send(zalo(tmp_path / "plugins", gateway.url, token), "zalo", Message("0912345678", "x"))
    assert failure.value.permanent is permanent


def test_zalo_without_a_token__waits_for_somebody_to_put_it_there(tmp_path: Path) -> None:
    with HttpGateway() as gateway:
        registry = zalo(tmp_path / "plugins", gateway.url, tmp_path / "khong-co")
        with pytest.raises(DeliveryFailed, match="khong-co") as failure:
            send(registry, "zalo", Message("0912345678", "x"))
    assert not failure.value.permanent
    assert gateway.calls == []
