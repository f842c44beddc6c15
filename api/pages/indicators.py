"""A page for each indicator: meaning, population, condition in words, source, Cypher, Bloom phrase, an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph_model.answers import Coverage
from graph_model.claims import written
from graph_model.errors import BadQuestion
from graph_model.indicators.cypher import states_query
from graph_model.indicators.declared import Indicator
from graph_model.indicators.scored import Composite, Score
from graph_model.naming import called
from graph_model.network import Network
from graph_model.quantities import Quantity
from graph_model.scheme import DEFAULT, Scheme
from loaders.cases import CASES
from schema.bloom.phrases import gap_phrase
from schema.conditions import condition_words
from schema.enums import Language
from schema.words import population_words

__all__ = ["indicator_pages"]

_HEAD = "Written by `./scripts/docs` from the declarations; do not edit.\n"


def indicator_pages(networks: Mapping[str, Network]) -> dict[str, str]:
    """Every page by its file's name; `networks` are the published cases, compiled, and give the examples."""
    some = next(iter(networks.values()))
    catalogue = some.catalogue
    pages = {f"{key}.md": "\n".join(_page(key, rule, networks)) for key, rule in catalogue.items()}
    pages |= {f"{key}.md": "\n".join(_score_page(key, rule, networks)) for key, rule in catalogue.scores.items()}
    rows = [
        f"| [{key}]({key}.md) | {rule.title.zh} | {rule.title.en} | {', '.join(_in_force(some, key))} |"
        for key, rule in sorted({**catalogue, **catalogue.scores}.items())
    ]
    head = ["# The indicators", "", _HEAD, "| key | 名称 | title | in force in |", "|---|---|---|---|"]
    pages["README.md"] = "\n".join([*head, *rows, ""])
    return pages


def _in_force(network: Network, key: str) -> list[str]:
    return [scheme.key for scheme in network.schemes.values() if key in scheme.indicators or key in scheme.scores]


def _opening(key: str, rule: Indicator | Score) -> Iterator[str]:
    yield from (f"# {rule.title.zh} · {rule.title.en}", "", _HEAD, f"`{key}`, kind `{rule.kind}`", "")
    yield from (rule.description.zh, "", rule.description.en, "")
    yield from (f"Source 依据: {rule.reference}", "")


def _page(key: str, rule: Indicator, networks: Mapping[str, Network]) -> Iterator[str]:
    some = next(iter(networks.values()))
    schemes = _in_force(some, key)
    scheme = some.schemes[DEFAULT if DEFAULT in schemes else schemes[0]]
    rule = some.catalogue.read(key, scheme)
    yield from _opening(key, rule)
    yield from _said(
        "Population 考核对象", {one.key: population_words(rule.population, scheme, one) for one in Language}
    )
    if rule.as_of is not None:
        yield from (f"A fixed cohort: the population of {rule.as_of} 总体固定在这一天。", "")
    for title, condition in (
        ("Only where 限于", rule.where),
        ("Exempt 不纳入考核", rule.exempt),
        ("Covered 已覆盖", rule.condition),
    ):
        if condition is not None:
            yield from _said(title, condition_words(condition, scheme))
    yield from _tiers(rule, scheme)
    yield from (f"Denominator 分母: {rule.denominator_name.zh} · {rule.denominator_name.en}", "")
    yield from (f"In force in 在用方案: {', '.join(schemes)}", "")
    if rule.recommendation is not None:
        yield from (f"What to do 建议: {rule.recommendation.zh}", "")
    yield from _example(key, rule, networks)
    yield from ("## Bloom phrase", "", f"`{gap_phrase(rule, scheme).text}`", "")
    yield from _cypher(key, some)


def _said(title: str, words: Mapping[str, str]) -> Iterator[str]:
    yield from (f"**{title}.** {words['zh']}。", "", f"{words['en'][:1].upper()}{words['en'][1:]}.", "")


def _tiers(rule: Indicator, scheme: Scheme) -> Iterator[str]:
    if not rule.tiers:
        return
    yield from ("| tier 档 | |", "|---|---|")
    for tier in rule.tiers:
        said = {"zh": "其余", "en": "all others"} if tier.condition is None else condition_words(tier.condition, scheme)
        yield f"| `{tier.key}` {tier.label.zh} | {said['zh']} · {said['en']} |"
    yield ""


def _example(key: str, rule: Indicator, networks: Mapping[str, Network]) -> Iterator[str]:
    """The answer of the first case in which it is in force and counts something, and its first gap."""
    for name, network in networks.items():
        case = CASES[name]
        if key not in network.schemes[name].indicators:
            continue
        (answer,) = network.coverage(key, as_of=case.as_of, within=case.root)
        if not answer.tally.denominator:
            continue
        rate = "—" if answer.tally.rate is None else f"{answer.tally.rate:.1%}"
        place = called(network.on(case.as_of), "areas", case.root)
        yield from ("## Example", "", "```console", f"$ liandong report --case {name}", "```", "")
        counts = f"{answer.tally.numerator:,.0f} of {answer.tally.denominator:,.0f} {rule.denominator_name.zh}"
        yield from (
            f"{place}, {case.as_of}: {counts}, {rate}; {answer.tally.unknown:,.0f} unknown.{_parts(answer)}",
            "",
        )
        for gap in network.gaps(key, as_of=case.as_of, within=case.root).page(1):
            yield from (f"The first gap is `{gap.subject}`: {gap.reason['zh']}。", "")
        return


def _parts(answer: Coverage) -> str:
    return "".join(f" {tier.label['zh']} {tier.count:,.0f}." for tier in answer.tiers)


def _cypher(key: str, network: Network) -> Iterator[str]:
    try:
        text = states_query(key, network.schemes, network.catalogue).text
    except BadQuestion as error:
        yield from ("## Cypher", "", f"It cannot be asked as one query: {error}.", "")
        return
    yield from ("## Cypher", "", f"Every subject with its state; `liandong cypher {key}` adds the parameters.", "")
    yield from ("```cypher", text, "```", "")


# ── Ratios and composites ────────────────────────────────────────────────────────────────────────────────────────────


def _score_page(key: str, rule: Score, networks: Mapping[str, Network]) -> Iterator[str]:
    some = next(iter(networks.values()))
    yield from _opening(key, rule)
    if isinstance(rule, Composite):
        yield from ("| part 部分 | weight 权重 | score 得分 | full 满分值 |", "|---|---|---|---|")
        for part in rule.parts:
            yield f"| `{part.key}` {part.label.zh} | {float(part.weight):g} | {_quantity(part.score)} | {float(part.full):g} |"
        yield ""
    else:
        yield from (f"{_quantity(rule.numerator)} ÷ {_quantity(rule.denominator)}", "")
    if isinstance(rule, Composite) and rule.grades:
        yield from ("| grade 等次 | from 起评 |", "|---|---|")
        yield from (f"| `{grade.key}` {grade.label.zh} | {float(grade.at_least):g} |" for grade in rule.grades)
        yield ""
    yield from (f"In force in 在用方案: {', '.join(_in_force(some, key))}", "")
    for name, network in networks.items():
        case = CASES[name]
        if key not in network.schemes[name].scores:
            continue
        rows = network.coverage(key, as_of=case.as_of, within=case.root, by=rule.level)
        best = sorted((row for row in rows if row.rank), key=lambda row: (row.rank, row.organization or row.area))[:3]
        heading = "organization 组织" if rule.organizations else "area 区域"
        yield from (
            "## Example",
            "",
            f"`liandong report --case {name} --xlsx FILE` has all of them; the first are:",
            "",
        )
        yield from (f"| {heading} | rank 名次 | value 值 | grade 等次 |", "|---|---|---|---|")
        for row in best:
            what = ("organizations", row.organization) if row.organization else ("areas", row.area or "")
            label, grade = called(network.on(case.as_of), *what), row.grade
            yield f"| {label} | {row.rank} | {written(row.value)} | {grade.label.zh if grade else '—'} |"
        yield ""
        return


def _quantity(quantity: Quantity) -> str:
    """A quantity as its page names it."""
    if quantity.indicator is not None:
        of = f"{quantity.part}" + (f" {quantity.tier}" if quantity.tier else "")
        weight = "" if quantity.weight == "subjects" else f" by {quantity.weight}"
        return f"{of} of [{quantity.indicator}]({quantity.indicator}.md){weight}"
    if quantity.figure is not None:
        return f"figure `{quantity.figure}`"
    if quantity.attribute is not None:
        return f"attribute `{quantity.attribute}`"
    if quantity.number is not None:
        return f"{quantity.number:g}"
    sign = " + " if quantity.sum else " ÷ "
    return sign.join(_quantity(part) for part in quantity.sum or quantity.ratio)
