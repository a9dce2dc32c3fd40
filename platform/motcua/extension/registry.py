"""What is registered at each point; built once at start, immutable afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar, cast

from motcua.extension.points import POINTS, REPORT_MEASURES, Point

T = TypeVar("T")


class RegistrationError(ValueError):
    """Something cannot be registered; the message is Vietnamese."""


class UnknownExtensionError(LookupError):
    """Nothing of that name is registered at the point; the message is Vietnamese."""


PLUGIN_MEASURE = "plugin_"
"""What the names of measures of plugins begin with in report definitions."""


def measure_word(name: str) -> str:
    """The word by which report definitions name a measure that a plugin registered."""
    return PLUGIN_MEASURE + name.replace("-", "_")


class Vocabulary(StrEnum):
    """Words that definitions may use and a higher layer understands; each set is registered with its meanings."""

    REPORT_MEASURE = "report_measure"
    REPORT_DIMENSION = "report_dimension"
    REPORT_FILTER = "report_filter"
    REPORT_VALUE = "report_value"
    REPORT_FORMAT = "report_format"
    PERIOD_KIND = "period_kind"
    PERIOD_RULE = "period_rule"
    SCREEN_VALUE = "screen_value"
    SCREEN_FILTER = "screen_filter"
    SCREEN_SORT = "screen_sort"
    BULK_ACTION = "bulk_action"
    PERMISSION = "permission"
    DOSSIER_STATE = "dossier_state"
    NOTICE_EVENT = "notice_event"
    BLOCK_KIND = "block_kind"


@dataclass(frozen=True, slots=True)
class Registration:
    """One extension: what it is called, what it does, the JSON Schema of its options and those of the installation."""

    name: str
    implementation: Any
    title: str = ""
    options_schema: Mapping[str, Any] = field(default_factory=dict)
    plugin: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registry:
    """Extensions by point and name, and the words definitions may use."""

    entries: Mapping[str, Mapping[str, Registration]] = field(default_factory=dict)
    vocabularies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    plugins: tuple[str, ...] = ()

    def names(self, point: Point[T]) -> tuple[str, ...]:
        """The names at a point, sorted."""
        return tuple(sorted(self.entries.get(point.name, {})))

    def registration(self, point: Point[T], name: str) -> Registration:
        """The whole entry; raises UnknownExtensionError."""
        try:
            return self.entries[point.name][name]
        except KeyError:
            raise UnknownExtensionError(f"{point.title} “{name}” chưa được đăng ký.") from None

    def get(self, point: Point[T], name: str) -> T:
        """The extension; raises UnknownExtensionError."""
        return cast("T", self.registration(point, name).implementation)

    def every(self, point: Point[T]) -> Mapping[str, T]:
        """All extensions of a point by name."""
        return {
            name: cast("T", entry.implementation) for name, entry in self.entries.get(point.name, {}).items()
        }

    def words(self, vocabulary: Vocabulary) -> Mapping[str, str] | None:
        """The words of a vocabulary with their meanings; None when nobody registered it, so nothing can be checked."""
        return self.vocabularies.get(vocabulary.value)


class Registrar:
    """Takes registrations; what a plugin's `register` function is given."""

    def __init__(self, plugin: str = "", options: Mapping[str, Any] | None = None) -> None:
        self._plugin = plugin
        self._options = MappingProxyType(dict(options or {}))
        self._entries: dict[str, dict[str, Registration]] = {point.name: {} for point in POINTS}
        self._words: dict[str, dict[str, str]] = {}
        self._plugins: list[str] = []

    def add(
        self,
        point: Point[T],
        name: str,
        implementation: T,
        *,
        title: str = "",
        options_schema: Mapping[str, Any] | None = None,
    ) -> None:
        """Register an extension. Raises RegistrationError when the name is taken or the point does not exist."""
        if point.name not in self._entries:
            raise RegistrationError(f"Không có điểm mở rộng “{point.name}”.")
        entry = Registration(
            name, implementation, title or name, dict(options_schema or {}), self._plugin, self._options
        )
        self._put(point.name, entry)
        if point.name == REPORT_MEASURES.name:
            meaning = str(getattr(implementation, "meaning", "")) or entry.title
            self.add_words(Vocabulary.REPORT_MEASURE, {measure_word(name): meaning})

    def add_words(self, vocabulary: Vocabulary, words: Mapping[str, str]) -> None:
        """Add words with their meanings to a vocabulary; a word may be stated again with the same meaning."""
        self._words.setdefault(vocabulary.value, {}).update(words)

    def entries(self) -> tuple[Registration, ...]:
        """Everything registered so far."""
        return tuple(entry for entries in self._entries.values() for entry in entries.values())

    def take(self, other: Registrar) -> None:
        """Add everything another registrar holds, or nothing at all when one name is taken."""
        for point, entries in other._entries.items():
            for entry in entries.values():
                self._refuse_taken(point, entry)
        for point, entries in other._entries.items():
            self._entries[point].update(entries)
        for vocabulary, words in other._words.items():
            self._words.setdefault(vocabulary, {}).update(words)
        if other._plugin:
            self._plugins.append(other._plugin)

    def build(self) -> Registry:
        """The registry of everything added so far."""
        return Registry(
            MappingProxyType(
                {point: MappingProxyType(dict(entries)) for point, entries in self._entries.items()}
            ),
            MappingProxyType({name: MappingProxyType(dict(words)) for name, words in self._words.items()}),
            tuple(self._plugins),
        )

    def _put(self, point: str, entry: Registration) -> None:
        self._refuse_taken(point, entry)
        self._entries[point][entry.name] = entry

    def _refuse_taken(self, point: str, entry: Registration) -> None:
        taken = self._entries[point].get(entry.name)
        if taken is not None:
            owner = f"phần mở rộng “{taken.plugin}”" if taken.plugin else "chương trình"
            raise RegistrationError(f"Tên “{entry.name}” ở {point} đã được {owner} dùng. Đặt tên khác.")


EMPTY_REGISTRY = Registry()
