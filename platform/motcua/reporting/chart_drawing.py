"""Lays a chart out as bars, lines and words on a sheet; the edges write it as SVG without any script or style."""

from __future__ import annotations

from dataclasses import dataclass, field

from motcua.definitions.report import ChartKind
from motcua.reporting.cell_words import cell_text
from motcua.reporting.charts import ChartData, ChartSeries
from motcua.reporting.formulas import Number

WIDTH = 640
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 8, 18, 28
_PLOT_HEIGHT = 170
_LABEL_WIDTH = 190
_LETTER = 6.4
_BAR = 16
_GAP = 10
_SHADES = 5
_MOST_LABELS = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle; ``look`` is its color class, ``words`` what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    look: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A text; ``anchor`` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    look: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line."""

    x1: float
    x2: float
    y: float
    look: str = "axis"


@dataclass(slots=True)
class Drawing:
    """A drawn chart; ``summary`` says the same in a sentence, ``legend`` names the colors."""

    height: float = 0
    width: float = WIDTH
    bars: list[Bar] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    legend: tuple[tuple[str, str], ...] = ()
    summary: str = ""


def draw_chart(data: ChartData) -> Drawing:
    """The drawing of a chart; without bars when there is nothing to be seen."""
    match data.kind:
        case ChartKind.HEAT_MAP:
            drawing = _heat_map(data)
        case ChartKind.TREND:
            drawing = _upright(data)
        case ChartKind.SHARE:
            drawing = _share(data)
        case _:
            drawing = _lying(data)
    drawing.summary = summary(data)
    return drawing


def summary(data: ChartData) -> str:
    """What a chart shows, for who cannot see it."""
    if data.is_empty or not data.categories:
        return f"{data.name}: chưa có số liệu."
    if data.kind is ChartKind.SHARE and len(data.categories) == 1:
        parts = ", ".join(f"{one.name} {_text(one.values[0], one)}" for one in data.series)
        return f"{data.name}: {parts}."
    if data.kind is ChartKind.HEAT_MAP:
        place, name, value = _highest(data)
        return f"{data.name}: {len(data.categories)} dòng, {len(data.series)} cột; cao nhất {place}, {name}: {value}."
    parts = "; ".join(f"{one.name}: {_range(one, data)}" for one in data.series)
    return f"{data.name}. {parts}."


def _range(one: ChartSeries, data: ChartData) -> str:
    known = [
        (value, name) for value, name in zip(one.values, data.categories, strict=True) if value is not None
    ]
    if not known:
        return "chưa có"
    most, least = max(known, key=lambda item: item[0]), min(known, key=lambda item: item[0])
    if len(known) == 1:
        return f"{known[0][1]} {_text(most[0], one)}"
    return f"cao nhất {most[1]} ({_text(most[0], one)}), thấp nhất {least[1]} ({_text(least[0], one)})"


def _highest(data: ChartData) -> tuple[str, str, str]:
    best = max(
        (
            (one.values[index] or 0, index, one)
            for one in data.series
            for index in range(len(data.categories))
        ),
        key=lambda item: item[0],
    )
    return data.categories[best[1]], best[2].name, _text(best[0], best[2])


def _text(value: Number | None, one: ChartSeries) -> str:
    if value is None:
        return "chưa có"
    return f"{cell_text(value, 'decimal')}%" if one.format == "percent" else cell_text(value, "number")


def _round(value: float) -> float:
    return round(value, 1)


def nice_top(value: float) -> Number:
    """The end of an axis: 1, 2 or 5 times a power of ten, not below the value, in four even parts where it can."""
    if value <= 4:
        return 4
    power = 10 ** (len(str(int(value))) - 1)
    for step in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10):
        if step * power >= value:
            return int(step * power)
    return int(10 * power)


def _scale(data: ChartData) -> Number:
    drawn = range(data.drawn)
    highest = max((one.values[index] or 0 for one in data.series for index in drawn), default=0)
    percent = all(one.format == "percent" for one in data.series)
    return 100 if percent and highest <= 100 else nice_top(highest)


def _upright(data: ChartData) -> Drawing:
    """Bars standing beside each other over time."""
    drawing = Drawing(_TOP + _PLOT_HEIGHT + _BOTTOM, legend=_legend(data))
    top, base = _scale(data), _TOP + _PLOT_HEIGHT
    for part in range(5):
        y = _round(base - _PLOT_HEIGHT * part / 4)
        drawing.rules.append(Rule(_LEFT, WIDTH - _RIGHT, y, "axis" if part else "base"))
        drawing.words.append(Word(_LEFT - 8, y + 4, cell_text(top * part / 4, "decimal"), "end"))
    slot = (WIDTH - _LEFT - _RIGHT) / max(len(data.categories), 1)
    bar = min(22.0, slot * 0.76 / len(data.series))
    every = -(-len(data.categories) // _MOST_LABELS)
    for index, name in enumerate(data.categories):
        middle = _LEFT + slot * (index + 0.5)
        begin = middle - bar * len(data.series) / 2
        for place, one in enumerate(data.series):
            value = one.values[index] or 0
            height = _PLOT_HEIGHT * value / top
            words = f"{name}, {one.name}: {_text(one.values[index], one)}"
            x = _round(begin + place * bar)
            drawing.bars.append(
                Bar(x, _round(base - height), _round(bar - 1), _round(height), one.tone, words)
            )
            if len(data.series) == 1 and value and bar >= 14:
                drawing.words.append(
                    Word(_round(middle), _round(base - height - 5), _text(value, one), "middle", "ink b")
                )
        if index % every == 0:
            short = name.removeprefix("Tháng ").removeprefix("6 tháng ").replace(" năm ", "/")
            drawing.words.append(Word(_round(middle), base + 18, _cut(short, slot * every), "middle"))
    return drawing


def _lying(data: ChartData) -> Drawing:
    """Bars lying below each other, one group for each row, the figure written behind each."""
    thick = _BAR if len(data.series) == 1 else 11
    group = thick * len(data.series) + _GAP
    drawing = Drawing(_GAP + group * data.drawn, legend=_legend(data) if len(data.series) > 1 else ())
    top = _scale(data)
    space = WIDTH - _LABEL_WIDTH - 70
    for index in range(data.drawn):
        y = _GAP + group * index
        name = data.categories[index]
        middle = y + thick * len(data.series) / 2 + 4
        drawing.words.append(Word(0, _round(middle), _cut(name, _LABEL_WIDTH - 8), "start", "ink"))
        for place, one in enumerate(data.series):
            value = one.values[index]
            width = space * (value or 0) / top
            at = y + place * thick
            words = f"{name}, {one.name}: {_text(value, one)}"
            drawing.bars.append(Bar(_LABEL_WIDTH, at, _round(max(width, 0)), thick - 2, one.tone, words))
            shown = "" if value is None else _text(value, one)
            drawing.words.append(
                Word(_round(_LABEL_WIDTH + width + 6), _round(at + thick / 2 + 3.5), shown, "start", "ink b")
            )
    return drawing


def _share(data: ChartData) -> Drawing:
    """One bar for the whole, cut into its parts; the parts of one column are its rows."""
    parts = shares(data)
    drawing = Drawing(88, legend=tuple((tone, name) for name, tone, _value, _share in parts))
    x = 0.0
    for name, tone, value, share in parts:
        width = WIDTH * share
        words = f"{name}: {cell_text(value, 'number')} ({_percent(share)})"
        drawing.bars.append(Bar(_round(x), 26, _round(max(width - 1.5, 0)), 34, tone, words))
        if width >= 44:
            drawing.words.append(Word(_round(x + width / 2), 18, _percent(share), "middle", "ink b"))
            drawing.words.append(Word(_round(x + width / 2), 78, cell_text(value, "number"), "middle"))
        x += width
    return drawing


def shares(data: ChartData) -> list[tuple[str, str, Number, float]]:
    """Name, color, figure and share (of 1) of every part; rows beyond those drawn are one part together."""
    if len(data.categories) == 1 or len(data.series) > 1:
        found: list[tuple[str, str, Number]] = [
            (one.name, one.tone, one.values[0] or 0) for one in data.series if one.values
        ]
    else:
        tones = ("cham", "pale", "ok", "on", "wait", "soon")
        values = data.series[0].values
        most = min(data.drawn, len(tones) - 1)
        found = [(data.categories[index], tones[index], values[index] or 0) for index in range(most)]
        rest = sum(value or 0 for value in values[most:])
        if rest:
            found.append((f"{len(values) - most} dòng khác", tones[most], rest))
    whole = sum(value for _name, _tone, value in found)
    return [(name, tone, value, value / whole if whole else 0) for name, tone, value in found]


def _percent(share: float) -> str:
    return f"{cell_text(round(share * 100, 1), 'decimal')}%"


def _heat_map(data: ChartData) -> Drawing:
    """Cells shaded in five steps by their figure, which stands in them."""
    columns = max(len(data.series), 1)
    cell = min(64.0, (WIDTH - _LABEL_WIDTH) / columns)
    drawing = Drawing(24 + 24 * data.drawn)
    highest = max((one.values[index] or 0 for one in data.series for index in range(data.drawn)), default=0)
    for place, one in enumerate(data.series):
        middle = _round(_LABEL_WIDTH + cell * (place + 0.5))
        drawing.words.append(Word(middle, 14, _cut(one.name, cell), "middle"))
    for index in range(data.drawn):
        y = 22 + 24 * index
        name = data.categories[index]
        drawing.words.append(Word(0, y + 16, _cut(name, _LABEL_WIDTH - 8), "start", "ink"))
        for place, one in enumerate(data.series):
            value = one.values[index] or 0
            shade = int(-(-_SHADES * value // highest)) if value else 0
            x = _round(_LABEL_WIDTH + cell * place)
            words = f"{name}, {one.name}: {_text(value, one)}"
            drawing.bars.append(Bar(x, y, _round(cell - 2), 22, f"h{shade}", words))
            if value:
                look = "lit" if shade >= 4 else "ink"
                middle = _round(x + cell / 2 - 1)
                drawing.words.append(Word(middle, y + 15, cell_text(value, "number"), "middle", look))
    return drawing


def _legend(data: ChartData) -> tuple[tuple[str, str], ...]:
    return tuple((one.tone, one.name) for one in data.series)


def _cut(text: str, width: float) -> str:
    letters = max(3, int(width / _LETTER))
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
