"""What a quantity comes to in the records, with the words that say how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from graph_model.answers import Coverage, Names, Weight
from graph_model.errors import NotFound
from graph_model.indicators.parts import part_of
from graph_model.quantities import Part, Quantity
from graph_model.ranges import Range
from graph_model.records import Figure, record_at

if TYPE_CHECKING:
    from graph_model.network import Network

__all__ = ["Derived", "Place", "derive", "figures_about", "written"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where, when and of which period a quantity is asked: of the subject `code` of `table`, within `area`."""

    area: str
    as_of: date
    table: str
    code: str
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A number, None where there is none (nothing to count, or nothing told), and how it came about."""

    value: Range | None
    words: Names


def derive(network: Network, quantity: Quantity, place: Place) -> Derived:
    """The quantity at a place, exactly."""
    place = replace(place, area=quantity.within or place.area, as_of=quantity.as_of or place.as_of)
    if quantity.indicator is not None:
        return _of_indicator(network, quantity, quantity.indicator, place)
    on_record = _on_record(quantity)
    if on_record is not None:
        return on_record(network, place) if quantity.level is None else _summed(network, on_record, quantity, place)
    if quantity.number is not None:
        exact = Fraction(str(quantity.number))
        return Derived(Range.of(exact), _alike(written(Range.of(exact))))
    return _put_together(quantity, [derive(network, part, place) for part in quantity.sum or quantity.ratio])


def _put_together(quantity: Quantity, parts: Sequence[Derived]) -> Derived:
    sign = " + " if quantity.sum else " ÷ "
    words = {lang: sign.join(part.words[lang] for part in parts) for lang in ("zh", "en")}
    values = [part.value for part in parts if part.value is not None]
    if len(values) < len(parts):
        return Derived(None, words)
    if quantity.ratio:
        return Derived(values[0].over(values[1]), words)
    return Derived(sum(values, Range.of(0)), words)


# ── A part of an indicator's answer ──────────────────────────────────────────────────────────────────────────────────


def _of_indicator(network: Network, quantity: Quantity, key: str, place: Place) -> Derived:
    try:
        (answer,) = network.coverage(key, as_of=place.as_of, within=place.area, weight=quantity.weight)
    except NotFound:
        gone = {"zh": f"{place.as_of}没有区域{place.area}", "en": f"no area {place.area} on {place.as_of}"}
        return Derived(None, gone)
    part = quantity.part or Part.VALUE
    title: Names = (network.catalogue.scores.get(key) or network.catalogue[key]).title.model_dump()
    if part is Part.VALUE:
        return Derived(answer.value, {lang: f"{title[lang]} {written(answer.value)}" for lang in title})
    if quantity.tier is not None:
        label = next(tier.label for tier in answer.tiers if tier.key == quantity.tier)
        title = {lang: f"{title[lang]}·{label[lang]}" for lang in title}
    value = part_of(answer.tally, part, [tier.key for tier in answer.tiers], quantity.tier)
    return Derived(value, _words(answer, quantity, part, title, value))


def _words(answer: Coverage, quantity: Quantity, part: Part, title: Names, value: Range | None) -> Names:
    """How a part came about; a rate with what it divides, and its denominator's name."""
    if part.is_rate and value is not None:
        whole = Range.of(answer.tally.denominator)
        shown, name = f"{written(value.times(whole.low))} ÷ {written(whole)}", answer.denominator_name
        return {
            "zh": f"{title['zh']}：{shown}（分母：{name['zh']}）",
            "en": f"{title['en']}: {shown} (of {name['en']})",
        }
    of, weighed, shown = _PARTS[part], _WEIGHTS[quantity.weight], written(value)
    return {
        "zh": f"{title['zh']}：{weighed['zh']}{of['zh']}{shown}",
        "en": f"{title['en']}: {weighed['en']}{of['en']} {shown}",
    }


_PARTS = {
    Part.NUMERATOR: {"zh": "分子", "en": "numerator"},
    Part.DENOMINATOR: {"zh": "分母", "en": "denominator"},
    Part.POPULATION: {"zh": "总体", "en": "population"},
    Part.GAPS: {"zh": "空缺", "en": "gaps"},
    Part.UNKNOWN: {"zh": "未填报", "en": "unknown"},
    Part.EXEMPT: {"zh": "不纳入考核", "en": "exempt"},
    Part.RATE: {"zh": "比例", "en": "rate"},
    Part.VALUE: {"zh": "值", "en": "value"},
    Part.COUNT: {"zh": "", "en": "count"},
    Part.CUMULATIVE_RATE: {"zh": "累计比例", "en": "cumulative rate"},
}
_WEIGHTS = {
    Weight.SUBJECTS: {"zh": "", "en": ""},
    Weight.HOUSEHOLDS: {"zh": "按户数，", "en": "by households, "},
    Weight.RESIDENTS: {"zh": "按人口，", "en": "by residents, "},
}


# ── What is on record about the subject ──────────────────────────────────────────────────────────────────────────────


def figures_about(network: Network, table: str, code: str, as_of: date) -> Iterator[Figure]:
    """The figures about a subject that hold on a day, by code."""
    figures, day = network.tables["figures"], network.on(as_of)
    column = {"areas": "area", "organizations": "organization", "persons": "person"}[table]
    index = network.tables[table].find(code)
    for row in figures.groups(column).of(index) if index >= 0 else ():
        if figures.start[row] <= day.number < figures.end[row]:
            yield record_at("figures", figures.frame, int(row))


def _of_figure(network: Network, key: str, place: Place) -> Derived:
    """The published figure of this key about the same subject and of the same period; two that differ are a range."""
    found = [
        figure
        for figure in figures_about(network, place.table, place.code, place.as_of)
        if figure.key == key and figure.period == place.period and figure.value is not None
    ]
    if not found:
        return Derived(None, {"zh": f"没有公布数{key}", "en": f"no figure {key}"})
    values = [Fraction(str(figure.value)) for figure in found]
    value = Range(min(values), max(values))
    shown = written(value)
    return Derived(value, {"zh": f"原文“{found[0].published or key}”{shown}", "en": f"published {key} {shown}"})


def _of_attribute(network: Network, key: str, place: Place) -> Derived:
    day = network.on(place.as_of)
    try:
        record: Any = day.record(place.table, place.code)
    except NotFound:
        record = None
    value = getattr(record, "attributes", {}).get(key)
    kind = network.schemes.attribute_types[key]
    if value is None or isinstance(value, bool | str):
        return Derived(None, {"zh": f"未填{kind.label}", "en": f"no {key}"})
    exact = Range.of(Fraction(str(value)))
    return Derived(exact, {"zh": f"{kind.label}{written(exact)}", "en": f"{key} {written(exact)}"})


def _on_record(quantity: Quantity) -> Callable[[Network, Place], Derived] | None:
    """What is on record about a subject: a figure or an attribute, if the quantity is one."""
    if quantity.figure is not None:
        key = quantity.figure
        return lambda network, place: _of_figure(network, key, place)
    if quantity.attribute is not None:
        key = quantity.attribute
        return lambda network, place: _of_attribute(network, key, place)
    return None


def _summed(network: Network, one: Callable[[Network, Place], Derived], quantity: Quantity, place: Place) -> Derived:
    """Summed over the areas of a level; None while one of them does not tell it."""
    try:
        codes = network.on(place.as_of).areas(place.area, quantity.level)
    except NotFound:
        codes = []
    told = [one(network, replace(place, table="areas", code=code)).value for code in codes]
    values = [value for value in told if value is not None]
    key = quantity.figure or quantity.attribute or ""
    kind = network.schemes.attribute_types.get(key)
    label = kind.label if kind and quantity.attribute else key
    if not values or len(values) < len(told):
        missing = len(told) - len(values)
        return Derived(None, {"zh": f"{label}有{missing}处未填", "en": f"{key} is not told of {missing} areas"})
    total = sum(values, Range.of(0))
    zh = f"{label}：{len(values)}处合计{written(total)}"
    return Derived(total, {"zh": zh, "en": f"{key}: {written(total)} of {len(values)} areas"})


# ── Numbers for people ───────────────────────────────────────────────────────────────────────────────────────────────


def written(value: Range | None) -> str:
    """A number or a range, with thousands separated and at most two decimals; — for none.

    >>> written(Range.of(1106)), written(Range.of(Fraction(211, 3), 80)), written(None)
    ('1,106', '70.33–80', '—')
    """
    if value is None:
        return "—"
    low, high = _number(value.low), _number(value.high)
    return low if low == high else f"{low}–{high}"


def _number(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.2f}"


def _alike(text: str) -> Names:
    return {"zh": text, "en": text}
