import pytest

from motcua.extension.points import DEFINITION_CHECKS, PAYMENT_CODES, Options, Payment, Point
from motcua.extension.registry import (
    EMPTY_REGISTRY,
    Registrar,
    RegistrationError,
    UnknownExtensionError,
    Vocabulary,
)


class Plain:
    def payload(self, options: Options, payment: Payment) -> str:
        return f"{payment.reference}:{payment.amount}:{options.get('bank', '')}"


def test_what_was_added__is_found_by_point_and_name() -> None:
    registrar = Registrar()
    registrar.add(PAYMENT_CODES, "plain", Plain(), title="Mã", options_schema={"type": "object"})
    registry = registrar.build()
    assert registry.names(PAYMENT_CODES) == ("plain",)
    assert registry.get(PAYMENT_CODES, "plain").payload({"bank": "x"}, Payment(5, "HS")) == "HS:5:x"
    assert registry.registration(PAYMENT_CODES, "plain").options_schema == {"type": "object"}
    assert registry.every(DEFINITION_CHECKS) == {}


def test_a_registry__does_not_change_after_it_is_built() -> None:
    registrar = Registrar()
    registry = registrar.build()
    registrar.add(PAYMENT_CODES, "plain", Plain())
    registrar.add_words(Vocabulary.PERMISSION, {"can_read": ""})
    assert registry.names(PAYMENT_CODES) == ()
    assert registry.words(Vocabulary.PERMISSION) is None
    with pytest.raises(TypeError):
        registry.entries["payment_code"]["x"] = None  # type: ignore[index]


def test_a_taken_name__is_refused_with_its_owner() -> None:
    registrar = Registrar()
    registrar.add(PAYMENT_CODES, "plain", Plain())
    plugin = Registrar("khac")
    plugin.add(PAYMENT_CODES, "fresh", Plain())
    plugin.add(PAYMENT_CODES, "plain", Plain())
    with pytest.raises(RegistrationError, match="chương trình"):
        registrar.take(plugin)
    assert registrar.build().names(PAYMENT_CODES) == ("plain",)


def test_an_unknown_point__is_refused() -> None:
    with pytest.raises(RegistrationError, match="la"):
        Registrar().add(Point("la", "Lạ"), "x", object())


def test_an_unknown_extension__is_said_in_vietnamese() -> None:
    with pytest.raises(UnknownExtensionError, match="chưa được đăng ký"):
        EMPTY_REGISTRY.get(PAYMENT_CODES, "x")


def test_words__add_up() -> None:
    registrar = Registrar()
    registrar.add_words(Vocabulary.SCREEN_FILTER, {"late": "quá hạn"})
    registrar.add_words(Vocabulary.SCREEN_FILTER, {"soon": "sắp"})
    assert registrar.build().words(Vocabulary.SCREEN_FILTER) == {"late": "quá hạn", "soon": "sắp"}
