"""Every figure the texts give has its rule, and the records give what was published, but for what is said here."""

from __future__ import annotations

import pytest

from graph_model.claims import Comparison, Verdict, compare
from loaders.cases import CASES
from tests.cases import network, operands

UNLIKE = {
    "zhenhai": {
        "events_reported": (Verdict.SELF_CONTRADICTION, "核算为9,650，公布数相差-90"),
        "events_solved_in_station": (Verdict.OTHER_DENOMINATOR, "本应为70.66；按“以两项之和为分母”为70"),
    },
    "guancheng": {
        "lacking_all_three_rate": (Verdict.DIFFERS, "核算为58.46，公布数相差+0.54（逢尾数进一才得此数）"),
        "firms_with_organization_rate": (Verdict.TRUNCATED, "12.96舍去尾数到0.1"),
        "firms_reached_rate": (Verdict.DIFFERS, "核算为99.38，公布数相差-1.38"),
    },
}
"""The figures the records do not give as they are meant, with what is said of each."""

REASONED = {
    "macheng": {"committee_members_in_party_rate": "69.62四舍五入到0.1", "working_funds": "3,100,000"},
    "zhenhai": {"backbone_from_firms": "33.33四舍五入到1", "station_heads_in_party": "75 ≥ 70"},
    "luohu": {"property_staff_rate": "0.80 < 1；以居民小区管理人口为分母为1.11，不符"},
    "kaifeng": {"party_members": "412 ≥ 400", "members_reported": "686 < 700", "residents_reached": "49,632 < 50,000"},
}
"""Reasons of some verdicts, as they are shown."""


def comparisons(case: str) -> list[Comparison]:
    """Every figure of a case with its verdict."""
    return compare(network(case).on(CASES[case].as_of), CASES[case].root)


@pytest.mark.parametrize("case", CASES)
def test_every_figure_has_a_rule(case: str) -> None:
    """The scheme says of every published figure how it is derived or why not, and has no rule that nothing needs."""
    rules = network(case).schemes[case].figures
    keys = {one.figure.key for one in comparisons(case)}
    assert keys <= set(rules)
    assert set(rules) <= keys | operands(case)


@pytest.mark.parametrize("case", CASES)
def test_the_records_give_what_was_published(case: str) -> None:
    """Each derived figure agrees with the published one, but for those whose disagreement is the source's own."""
    found = {one.figure.key: (one.verdict, one.reason["zh"]) for one in comparisons(case)}
    unlike = {key: said for key, said in found.items() if not said[0].agrees and said[0] is not Verdict.CLAIM}
    assert unlike == UNLIKE.get(case, {})
    assert {key: found[key][1] for key in REASONED.get(case, {})} == REASONED.get(case, {})
