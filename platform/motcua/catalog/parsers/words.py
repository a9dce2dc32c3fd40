"""Looks up the words of a mapping in a text: levels, applicants, channels, and what means "nothing"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from motcua.catalog.understood import Confidence, Understood, absent, not_understood
from motcua.definitions.import_mapping import ImportWord
from motcua.kernel.text import clean, fold

LONGEST_NOTHING = 60
_CONNECTIVES = frozenset({"va", "hoac", "cac", "cap", "theo", "nguoi", "la"})


class WordIndex:
    """The words of a mapping by column, longest first."""

    __slots__ = ("_phrases", "_texts", "_whole")

    def __init__(self, words: Iterable[ImportWord]) -> None:
        phrases: dict[str, dict[str, str]] = {}
        self._whole: dict[str, dict[str, str]] = {}
        self._texts: dict[str, list[str]] = {}
        for word in words:
            self._texts.setdefault(word.column, []).extend(word.texts[:1])
            kept = self._whole if word.whole else phrases
            for text in word.texts:
                kept.setdefault(word.column, {}).setdefault(fold(text), word.value)
        self._phrases = {
            column: tuple(
                (re.compile(rf"(?<![a-z0-9]){re.escape(text)}(?![a-z0-9])"), value)
                for text, value in sorted(texts.items(), key=lambda item: -len(item[0]))
            )
            for column, texts in phrases.items()
        }

    def texts(self, column: str) -> tuple[str, ...]:
        """The first words of each value of a column, to show what may be written."""
        return tuple(self._texts.get(column, ()))

    def is_nothing(self, text: str) -> bool:
        """Whether a cell only says that there is no information."""
        if len(text) > LONGEST_NOTHING:
            return False
        bare = fold(text).strip(" .")
        return not bare or bare in self._whole.get("nothing", {})

    def values(self, column: str, text: str) -> Understood[tuple[str, ...]]:
        """Every value whose words stand in the text, in order of appearance; certain when nothing is left over."""
        source = clean(text)
        if self.is_nothing(source):
            return absent(source)
        rest = fold(source)
        found: list[tuple[int, int, str]] = []
        for pattern, value in self._phrases.get(column, ()):
            found += [(match.start(), match.end(), value) for match in pattern.finditer(rest)]
            rest = pattern.sub(lambda m: " " * len(m[0]), rest)
        if not found:
            return not_understood(source, "không có từ nào nhận ra được")
        found.sort()
        values = tuple(dict.fromkeys(value for _start, _end, value in found))
        left = [word for word in re.findall(r"[a-z0-9]+", rest) if word not in _CONNECTIVES]
        return Understood(
            values,
            Confidence.LIKELY if left else Confidence.CERTAIN,
            source,
            found[0][0],
            max(end for _start, end, _value in found),
            "còn chữ chưa hiểu" if left else "",
        )

    def leading(self, column: str, text: str) -> str:
        """The value of the longest words in the text; a single word counts only where the text begins with it."""
        folded = fold(text)
        for pattern, value in self._phrases.get(column, ()):
            match = pattern.search(folded)
            if match and (match.start() == 0 or " " in match[0]):
                return value
        return ""

    def one(self, column: str, text: str) -> str:
        """The single value a short text means; empty when there is none or more than one."""
        values = self.values(column, text).value or ()
        return values[0] if len(values) == 1 else ""
