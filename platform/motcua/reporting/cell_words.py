"""The figures and texts of a report as they are printed: dots between thousands, decimal commas, Vietnamese dates."""

from __future__ import annotations

from datetime import date, datetime

from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import date_words, time_words
from motcua.kernel.money import format_amount

Value = str | int | float | date | datetime | None


def cell_text(value: Value, written: str) -> str:
    """A cell as printed; ``written`` is a word of the vocabulary of formats."""
    match value:
        case None:
            return ""
        case datetime():
            local = in_vietnam(value)
            return (
                date_words(local.date())
                if written == "date"
                else f"{time_words(local)} {date_words(local.date())}"
            )
        case date():
            return date_words(value)
        case bool():
            return "x" if value else ""
        case int() if written != "percent":
            return format_amount(value)
        case int() | float():
            text = decimal_text(value)
            return text.rstrip("0").rstrip(",") if written == "decimal" else text
        case _:
            return value


def decimal_text(value: float) -> str:
    """A number with two decimals and a comma: ``98,50``; whole thousands have dots."""
    whole, _, rest = f"{abs(value):.2f}".partition(".")
    return f"{'-' if value < 0 else ''}{format_amount(int(whole))},{rest}"
