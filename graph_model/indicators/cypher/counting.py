"""From states to counts, in Cypher: each subject once, in the weight asked for."""

from __future__ import annotations

from collections.abc import Iterator

from graph_model.answers import Weight
from graph_model.errors import BadQuestion
from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.declared import Indicator

__all__ = ["counted"]

_STRONGEST = """\
// 一人可能在多处计数：取最强的情况，已覆盖 > 空白点 > 未知 > 不纳入考核
WITH subject, state, tier
ORDER BY {order}
WITH subject, collect(state)[0] AS state, collect(tier)[0] AS tier, 1 AS weight"""


def counted(indicator: Indicator, weight: Weight) -> str:
    """The end of a query, after `subject, place, now, state, tier`: one row of counts.

    Raises:
        BadQuestion: only areas have households and residents.
    """
    if weight is not Weight.SUBJECTS and indicator.subject is not SubjectType.AREAS:
        raise BadQuestion(
            f"{indicator.key} counts {indicator.subject.value}, which have no {weight.value}; ask with weight subjects"
        )
    value = "1" if weight is Weight.SUBJECTS else f"now.{weight.value}"
    each = f"WITH DISTINCT subject, state, tier, {value} AS weight"
    if indicator.subject is SubjectType.PERSONS:
        each = _STRONGEST.format(order=", ".join(_ranks(indicator)))
    sums = ", ".join(
        f"sum(CASE WHEN {'state = ' + repr('gap') if tier.gap else f'tier = $tiers[{number}]'} THEN weight END)"
        for number, tier in enumerate(indicator.tiers)
    )
    tiers = f",\n  [{sums}] AS tiers" if sums else ""
    return f"""\
{each}
WITH sum(CASE WHEN state = 'covered' THEN weight END) AS numerator,
  sum(CASE WHEN state <> 'exempt' THEN weight END) AS denominator,
  sum(CASE WHEN state = 'unknown' THEN weight END) AS unknown,
  sum(CASE WHEN state = 'exempt' THEN weight END) AS exempt,
  count(*) - count(weight) AS unweighted{tiers}
RETURN numerator, denominator, unknown, exempt, unweighted, {"tiers" if tiers else "[] AS tiers"},
  CASE WHEN denominator > unknown THEN toFloat(numerator) / denominator END AS rate,
  CASE WHEN denominator > unknown THEN toFloat(numerator + unknown) / denominator END AS rateAtMost"""


def _ranks(indicator: Indicator) -> Iterator[str]:
    """What orders the states of a person, the strongest first, and the tiers within covered."""
    yield "CASE state WHEN 'covered' THEN 0 WHEN 'gap' THEN 1 WHEN 'unknown' THEN 2 ELSE 3 END"
    if indicator.tiers:
        cases = " ".join(f"WHEN tier = $tiers[{number}] THEN {number}" for number in range(len(indicator.tiers)))
        yield f"CASE {cases} END"
