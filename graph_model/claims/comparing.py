"""Published figures against derived ones: for every figure about a place and what stands in it, a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from graph_model.answers import Names
from graph_model.claims.deriving import Derived, Place, derive, written
from graph_model.claims.verdicts import Published, Verdict, as_published, judge, overall
from graph_model.errors import BadQuestion, nearest
from graph_model.quantities import FigureRule, Quantity
from graph_model.ranges import Range
from graph_model.records import Figure, Qualifier, record_at

if TYPE_CHECKING:
    from graph_model.day import Day
    from graph_model.network import Network

__all__ = ["Comparison", "Tried", "compare", "periods"]

_PERCENT = ("%", "％")
_TABLES = {"area": "areas", "organization": "organizations", "person": "persons"}


@dataclass(frozen=True, slots=True)
class Tried:
    """Another way to count that may have been meant, what it gives (in the figure's unit), and whether that fits."""

    label: str
    derived: Derived
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published figure, what the records give for it, and the verdict.

    `area` is where its subject (`code` of `table`) stands; `derived` is in the figure's unit (of 100 for %), None for a claim.
    """

    figure: Figure
    label: str
    table: str
    code: str
    area: str
    verdict: Verdict
    derived: Derived | None
    as_of: date | None
    reason: Names
    others: tuple[Tried, ...] = ()

    @property
    def value(self) -> Range | None:
        """What is derived, None where nothing is."""
        return self.derived.value if self.derived else None

    @property
    def difference(self) -> Fraction | None:
        """Published minus derived, None where there is no one derived number."""
        value, printed = self.value, self.figure.value
        if value is None or printed is None or value.low != value.high:
            return None
        return Fraction(str(printed)) - value.low


def compare(day: Day, within: str | None = None, period: str | None = None) -> list[Comparison]:
    """Every figure that holds on the day about `within` (None: the whole store) and what stands in it, in tree order and as
    the schemes list them; of one period if it is named. What was printed nowhere and is not derived is no claim, only a number
    for indicators. A figure about what no longer exists that day is left out.

    Raises:
        NotFound: `within` is no area that day.
        BadQuestion: no figure there is of that period; says which periods there are.
    """
    placed = list(_figures(day, within))
    if period is not None:
        known = _periods(placed)
        if period not in known:
            raise BadQuestion(_no_period(period, known))
        placed = [one for one in placed if one[1].period == period]
    return [_compared(day, place, figure) for place, figure in sorted(placed, key=lambda one: _order(day, *one))]


def periods(day: Day, within: str | None = None) -> list[str]:
    """The periods of the figures `compare` would look at.

    Raises:
        NotFound: `within` is no area that day.
    """
    return _periods(_figures(day, within))


def _periods(placed: Iterable[tuple[int, Figure]]) -> list[str]:
    return sorted({figure.period for _, figure in placed if figure.period})


def _order(day: Day, place: int, figure: Figure) -> tuple[int, int, str]:
    """By place, then as the scheme lists the keys, then by code."""
    keys = list(day.scheme_at(place).figures)
    return place, keys.index(figure.key) if figure.key in keys else len(keys), figure.code


def _no_period(period: str, periods: list[str]) -> str:
    hint = nearest(period, periods)
    there = "there are: " + ", ".join(periods) if periods else "there are no figures at all"
    return f"no figure is of the period {period!r}; {there}" + (f" ({hint})" if hint else "")


def _figures(day: Day, within: str | None) -> Iterator[tuple[int, Figure]]:
    """The figures with the place each stands at."""
    inside, figures = day.within(within), day.network.tables["figures"]
    for row in day.rows("figures"):
        for column, table in _TABLES.items():
            index = int(figures.refers[column][row])
            area = _area_of(day, table, index)
            if area < 0:
                continue
            place = int(day.place_of()[area])
            if not inside.start <= place < inside.stop:
                continue
            figure: Figure = record_at("figures", figures.frame, int(row))
            rule = day.scheme_at(place).figures.get(figure.key)
            if figure.published or (rule is not None and rule.derived is not None):
                yield place, figure


def _area_of(day: Day, table: str, index: int) -> int:
    """The area a figure's subject stands at; −1 for none, or one that does not exist that day."""
    if index < 0 or (row := int(day.row_of(table)[index])) < 0:
        return -1
    column = {"organizations": "area", "persons": "residence"}.get(table)
    return index if column is None else int(day.network.tables[table].refers[column][row])


def _compared(day: Day, at: int, figure: Figure) -> Comparison:
    network = day.network
    table, code = next((table, code) for column, table in _TABLES.items() if (code := getattr(figure, column)))
    area = day.code(int(network.places.area[at]))
    rule = day.scheme_at(at).figures.get(figure.key)
    if rule is None:
        said = {"zh": "方案没有说明怎样核算", "en": "the scheme does not say how to derive it"}
        return Comparison(figure, figure.key, table, code, area, Verdict.CLAIM, None, None, said)
    if rule.derived is None:
        said = {"zh": rule.claim or "", "en": rule.claim or ""}
        return Comparison(figure, rule.label, table, code, area, Verdict.CLAIM, None, None, said)
    asked = Place(rule.within or area, rule.as_of or figure.valid_from, table, code, figure.period)
    return _judged(network, figure, rule, rule.derived, asked, area)


def _judged(
    network: Network, figure: Figure, rule: FigureRule, quantity: Quantity, asked: Place, area: str
) -> Comparison:
    as_of = quantity.as_of or asked.as_of
    derived = _in_unit(network, quantity, asked, figure)
    if figure.value is None:
        said = {"zh": "没有公布数值", "en": "no value was published"}
        return Comparison(figure, rule.label, asked.table, asked.code, area, Verdict.CLAIM, derived, as_of, said)
    published = as_published(figure.value, figure.published, figure.qualifier)
    own = _verdict(published, derived)
    others = tuple(_tried(network, other.label, other.derived, asked, figure, published) for other in rule.others)
    verdict = overall(own, [one.verdict for one in others], from_figures=quantity.from_figures)
    reason = _reason(verdict, published, derived, others)
    if verdict.agrees:
        reason = _with_others(reason, others)
    return Comparison(figure, rule.label, asked.table, asked.code, area, verdict, derived, as_of, reason, others)


def _tried(
    network: Network, label: str, quantity: Quantity, asked: Place, figure: Figure, published: Published
) -> Tried:
    derived = _in_unit(network, quantity, asked, figure)
    return Tried(label, derived, _verdict(published, derived))


def _verdict(published: Published, derived: Derived) -> Verdict:
    return Verdict.UNDECIDED if derived.value is None else judge(published, derived.value)


def _in_unit(network: Network, quantity: Quantity, asked: Place, figure: Figure) -> Derived:
    """A rate against a figure in % is taken a hundred times."""
    found = derive(network, quantity, asked)
    if quantity.is_rate and figure.measure in _PERCENT and found.value is not None:
        return replace(found, value=found.value.times(100))
    return found


def _reason(verdict: Verdict, published: Published, derived: Derived, others: tuple[Tried, ...]) -> Names:
    """The verdict in a sentence, with the numbers it rests on."""
    shown, printed = written(derived.value), f"{published.value:,f}"
    signs = {Verdict.ROUNDED: ("四舍五入到", "rounded to"), Verdict.TRUNCATED: ("舍去尾数到", "cut off at")}
    if verdict in signs:
        zh, en = signs[verdict]
        return {"zh": f"{shown}{zh}{published.digit:,f}", "en": f"{shown} {en} {published.digit:,f}"}
    if verdict is Verdict.QUALIFIER_HOLDS:
        sign = _sign(published)
        return {"zh": f"{shown} {sign} {printed}", "en": f"{shown} {sign} {printed}"}
    if verdict is Verdict.OTHER_DENOMINATOR:
        fits = next(one for one in others if one.verdict.agrees)
        value = written(fits.derived.value)
        return {
            "zh": f"本应为{shown}；按“{fits.label}”为{value}",
            "en": f"{shown} as it is meant; {value} by {fits.label}",
        }
    if verdict is Verdict.UNDECIDED and derived.value is None:
        return {"zh": "没有可计的对象，或全部未填报", "en": "nothing to count, or nothing told"}
    if verdict in (Verdict.EQUAL, Verdict.UNDECIDED) or derived.value is None:
        return {"zh": shown, "en": shown}
    return _differs(published, derived.value, shown)


def _with_others(reason: Names, others: tuple[Tried, ...]) -> Names:
    """Of what fits as it is meant also how the other ways to count come out: true of 1.6 million, not of 1.15."""
    told = [(one.label, written(one.derived.value), one.verdict) for one in others]
    zh = [f"{label}为{value}，{verdict.label}" for label, value, verdict in told]
    en = [f"{label}: {value}, {verdict.value.replace('_', ' ')}" for label, value, verdict in told]
    return {"zh": "；".join([reason["zh"], *zh]), "en": "; ".join([reason["en"], *en])}


def _differs(published: Published, value: Range, shown: str) -> Names:
    off = Fraction(published.value) - (value.low if Fraction(published.value) < value.low else value.high)
    difference = ("+" if off > 0 else "") + written(Range.of(off))
    said = {"zh": f"核算为{shown}，公布数相差{difference}", "en": f"derived {shown}, published {difference} off"}
    step = Fraction(published.digit)
    if value.low == value.high and 0 < off < step:
        said = {"zh": f"{said['zh']}（逢尾数进一才得此数）", "en": f"{said['en']} (only rounding up gives it)"}
    return said


def _sign(published: Published) -> str:
    return {Qualifier.UNDER: "<", Qualifier.ABOUT: "≈"}.get(published.qualifier, "≥")
