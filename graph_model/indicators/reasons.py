"""Why: the sentence a gap row shows, in Chinese and English, made from the leaves that decide it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph_model.answers import Names
from graph_model.indicators.conditions import (
    AffiliatedWith,
    AttributeIs,
    ChainComplete,
    CoveredBy,
    CrossAppointment,
    EstablishedWithin,
    FigureIs,
    Hosts,
    Leaf,
    MemberCount,
    MemberOf,
    PostHeld,
    PostPattern,
    Share,
)
from graph_model.indicators.kleene import TRUE, UNKNOWN
from graph_model.levels import AreaLevel
from graph_model.records import CoverMode
from graph_model.scheme import Scheme, Step

__all__ = ["joined", "leaf_reason", "mode_label", "step_reason"]

_MODES = {
    CoverMode.OWN: ("单独建", "own"),
    CoverMode.JOINT: ("联合建", "joint"),
    CoverMode.ATTACHED: ("挂靠建", "attached"),
    CoverMode.WORK: ("党的工作覆盖", "work"),
}


def mode_label(mode: CoverMode) -> str:
    """The Chinese label of a mode of coverage."""
    return _MODES[mode][0]


def joined(reasons: Iterable[Names], zh: str = "；", en: str = "; ") -> Names:
    """Several reasons as one sentence each language, every reason once, with these signs between them."""
    found = list(reasons)
    return {
        "zh": zh.join(dict.fromkeys(one["zh"] for one in found)),
        "en": en.join(dict.fromkeys(one["en"] for one in found)),
    }


def leaf_reason(leaf: Leaf, truth: int, scheme: Scheme, level: AreaLevel | None) -> Names:
    """What a leaf with this truth says about its subject; `level` is the subject's (or its post's area's), if it has one."""
    match leaf:
        case CoveredBy():
            return _covered(leaf, truth, scheme)
        case Hosts():
            zh, en = scheme.kinds_called(leaf.kinds), ", ".join(leaf.kinds)
            told = {"zh": f"内部没有符合条件的{zh}" if leaf.that else f"内部没有{zh}", "en": f"hosts no {en}"}
            return _either(truth, told, {"zh": f"内部有{zh}", "en": f"hosts a {en}"}, zh, en)
        case PostHeld():
            return _held(leaf, truth, scheme, level)
        case AttributeIs():
            zh = scheme.attributes[leaf.key].label if leaf.key in scheme.attributes else _FIELDS.get(leaf.key, leaf.key)
            told = {"zh": f"“{zh}”不符合要求", "en": f"{leaf.key} is not as required"}
            yes_or_no = _YES_OR_NO.get(leaf.is_, "属于该情形")
            return _either(truth, told, {"zh": f"“{zh}”{yes_or_no}", "en": f"{leaf.key} is so"}, f"“{zh}”", leaf.key)
        case FigureIs():
            bound = f"不少于{leaf.at_least:g}" if leaf.at_least is not None else f"不多于{leaf.at_most:g}"
            told = {"zh": f"上报数“{leaf.key}”未达到{bound}", "en": f"figure {leaf.key} is out of bounds"}
            met = {"zh": f"上报数“{leaf.key}”{bound}", "en": f"figure {leaf.key} is within bounds"}
            return _either(truth, told, met, f"上报数“{leaf.key}”", f"figure {leaf.key}")
        case ChainComplete():
            zh = scheme.chains[leaf.chain].label
            return {"zh": f"{zh}链条完整", "en": f"chain {leaf.chain} is complete"}
        case CrossAppointment():
            return _crossed(leaf, truth, scheme)
        case _:
            return _rarer(leaf, truth, scheme)


def _rarer(leaf: Leaf, truth: int, scheme: Scheme) -> Names:
    match leaf:
        case MemberOf():
            zh, en = scheme.kinds_called(leaf.kinds), ", ".join(leaf.kinds)
            told = {"zh": f"不是{zh}的党员", "en": f"no member of a {en}"}
            return _either(truth, told, {"zh": f"是{zh}的党员", "en": f"member of a {en}"}, "党员关系", "membership")
        case MemberCount():
            number = leaf.at_least
            told = {"zh": f"党员不足{number}人", "en": f"fewer than {number} members"}
            met = {"zh": f"党员达到{number}人", "en": f"{number} members or more"}
            return _either(truth, told, met, "党员人数", "number of members")
        case Share():
            return _shared(leaf, truth, scheme)
        case AffiliatedWith():
            zh = scheme.kinds_called(leaf.kinds) or scheme.levels[AreaLevel(leaf.level or "")].label
            en = ", ".join(leaf.kinds) or str(leaf.level)
            told = {"zh": f"没有与{zh}结对", "en": f"not tied to a {en}"}
            return _either(truth, told, {"zh": f"已与{zh}结对", "en": f"tied to a {en}"}, "结对", "ties")
        case EstablishedWithin():
            zh, en = scheme.kinds_called(leaf.kinds), ", ".join(leaf.kinds)
            told = {"zh": f"{zh}未在规定的{leaf.days}日内建立", "en": f"no {en} within {leaf.days} days"}
            met = {"zh": f"{zh}已在{leaf.days}日内建立", "en": f"{en} within {leaf.days} days"}
            return _either(truth, told, met, f"{zh}建立", f"whether {en} was established in time")
        case _:
            return {"zh": "配备齐全", "en": "the set is complete"}


_YES_OR_NO: Mapping[tuple[object, ...], str] = {(True,): "为“是”", (False,): "为“否”"}
_FIELDS = {"households": "户数", "residents": "人口", "seats": "职数", "basis": "产生方式", "ledger": "台账"}


def step_reason(step: Step, truth: int, scheme: Scheme, level: AreaLevel | None) -> Names:
    """What a step of a chain says: its post is vacant, no body of its kinds covers, untold; or there is no such level above.
    `level` is that of the area whose post stands for a step of a level, None where there is none."""
    where = f"{step.label}环节" if step.label else ""
    if step.level is None:
        zh, en = scheme.kinds_called(step.kinds), ", ".join(step.kinds)
        told = {"zh": f"{where}没有{zh}覆盖", "en": f"{step.key}: not covered by {en}"}
    else:
        declared = scheme.levels.get(level or step.level)
        zh = declared.post.label if level and declared and declared.post else declared.label if declared else step.level
        told = {"zh": f"{where}{zh}空缺", "en": f"{step.key} vacant"}
        if level is None:
            told = {"zh": f"{where}没有{zh}一级", "en": f"no {step.key} above it"}
    return {"zh": f"{where}{zh}未填报", "en": f"{step.key} not reported"} if truth == UNKNOWN else told


def _either(truth: int, told: Names, met: Names, zh: str, en: str) -> Names:
    if truth == UNKNOWN:
        return {"zh": f"{zh}情况未填报", "en": f"{en} not reported"}
    return met if truth == TRUE else told


def _covered(leaf: CoveredBy, truth: int, scheme: Scheme) -> Names:
    zh, en = scheme.kinds_called(leaf.kinds), ", ".join(leaf.kinds)
    modes = leaf.modes if set(leaf.modes) != set(CoverMode) else ()
    how_zh = "（" + "、".join(_MODES[mode][0] for mode in modes) + "）" if modes else ""
    how_en = f" ({', '.join(_MODES[mode][1] for mode in modes)})" if modes else ""
    fitting = "符合条件的" if leaf.that is not None else ""
    told = {"zh": f"没有{fitting}{zh}覆盖{how_zh}", "en": f"not covered by {en}{how_en}"}
    return _either(truth, told, {"zh": f"已有{zh}覆盖{how_zh}", "en": f"covered by {en}{how_en}"}, zh, en)


def _crossed(leaf: CrossAppointment, truth: int, scheme: Scheme) -> Names:
    one = ("本岗位", "this post") if leaf.from_ is None else _posts(leaf.from_, scheme)
    other = _posts(leaf.to, scheme)
    told = {"zh": f"没有{one[0]}兼任{other[0]}", "en": f"no {one[1]} is also {other[1]}"}
    met = {"zh": f"已有{one[0]}兼任{other[0]}", "en": f"{one[1]} is also {other[1]}"}
    return _either(truth, told, met, f"{one[0]}兼任{other[0]}", f"whether {one[1]} is also {other[1]}")


def _shared(leaf: Share, truth: int, scheme: Scheme) -> Names:
    who = ("党员", "members") if leaf.holders is None else _posts(leaf.holders, scheme)
    bound = leaf.at_least if leaf.at_least is not None else leaf.more_than
    told = {"zh": f"{who[0]}中符合条件的比例未达到{bound}", "en": f"fitting {who[1]} fall short of {bound}"}
    met = {"zh": f"{who[0]}中符合条件的比例达到{bound}", "en": f"fitting {who[1]} reach {bound}"}
    return _either(truth, told, met, f"{who[0]}中符合条件的比例", f"share of fitting {who[1]}")


def _posts(pattern: PostPattern, scheme: Scheme) -> tuple[str, str]:
    """The posts a pattern names, in Chinese and in English."""
    declared = scheme.levels.get(pattern.level) if pattern.level is not None else None
    if declared and declared.post and pattern.role == (declared.post.role,):
        return declared.post.label, f"{declared.post.role} of {pattern.level}"
    zh = "或".join(scheme.roles.get(role, role) for role in pattern.role) or "任职人员"
    place = declared.label if declared else scheme.kinds_called(pattern.kinds)
    where = [pattern.level.value] if pattern.level is not None else list(pattern.kinds)
    en = " or ".join(pattern.role) or "somebody"
    return place + zh, en + (f" of {' or '.join(where)}" if where else "")


def _held(leaf: PostHeld, truth: int, scheme: Scheme, level: AreaLevel | None) -> Names:
    role = leaf.role
    declared = scheme.levels.get(level) if level is not None else None
    if declared and declared.post and (leaf.linkage or role in (None, declared.post.role)):
        zh, en = declared.post.label, f"{declared.post.role} of {level}"
    else:
        zh, en = (scheme.roles.get(role, role), role) if role else ("该岗位", "this post")
    if leaf.at_least == "all":
        told = {"zh": f"{zh}未配齐", "en": f"{en}: a seat is vacant"}
    elif leaf.at_least > 1:
        told = {"zh": f"{zh}不足{leaf.at_least}人", "en": f"fewer than {leaf.at_least} hold {en}"}
    else:
        told = {"zh": f"{zh}空缺", "en": f"{en} vacant"}
    if leaf.holder is not None:
        told = {"zh": f"没有符合条件的{zh}", "en": f"no fitting {en}"}
    return _either(truth, told, {"zh": f"{zh}已配备", "en": f"{en} held"}, zh, en)
