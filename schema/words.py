"""A population in words: whom an indicator counts, for people who do not read declarations."""

from __future__ import annotations

from graph_model.indicators.conditions import PostPattern
from graph_model.indicators.declared import Population
from graph_model.levels import AreaLevel
from graph_model.scheme import Scheme
from schema.enums import LABELS, Language

__all__ = ["Words", "population_words"]


def population_words(population: Population, scheme: Scheme, lang: Language) -> str:
    """Whom `population` counts, with the labels of `scheme`; in English the keys stand for them."""
    words = Words(scheme, lang)
    if population.areas is not None:
        return words.either(f"全部{words.level(population.areas)}", f"every {words.level(population.areas)}")
    if population.organizations:
        kinds = words.kinds(population.organizations)
        return words.either(f"全部{kinds}", f"every {kinds}")
    if population.posts is not None:
        posts = words.posts(population.posts)
        return words.either(f"全部岗位：{posts}", f"every post of {posts}")
    if population.appointments is not None:
        posts = words.posts(population.appointments)
        return words.either(f"全部在任的{posts}", f"every appointment as {posts}")
    persons = population.persons
    if persons is None or persons.living:
        return words.either("全部居住的人员", "every person living there")
    if persons.holding is not None:
        posts = words.posts(persons.holding)
        return words.either(f"全部担任{posts}的人员", f"every person who is {posts}")
    kinds = words.kinds(persons.members_of)
    return words.either(f"全部{kinds}的党员", f"every member of a {kinds}")


class Words:
    """The words of a scheme in one language."""

    def __init__(self, scheme: Scheme, lang: Language) -> None:
        self._scheme, self._lang = scheme, lang

    def either(self, zh: str, en: str) -> str:
        """The text of the language asked for."""
        return zh if self._lang is Language.ZH else en

    def level(self, level: AreaLevel) -> str:
        """What areas of a level are called."""
        declared = self._scheme.levels.get(level)
        label = declared.label if declared else LABELS[AreaLevel][level.name]
        return self.either(label, level.value.replace("_", " "))

    def kinds(self, keys: tuple[str, ...]) -> str:
        """What bodies of these kinds or groups are called."""
        kinds, groups = self._scheme.kinds, self._scheme.groups
        labels = [groups[key].label if key in groups else kinds[key].label if key in kinds else key for key in keys]
        return self.either("、".join(labels), " or ".join(key.replace("_", " ") for key in keys))

    def posts(self, pattern: PostPattern) -> str:
        """What the posts of a pattern are called."""
        zh = "、".join(self._scheme.roles.get(role, role) for role in pattern.role) or "岗位"
        role = self.either(zh, " or ".join(role.replace("_", " ") for role in pattern.role) or "any post")
        where = []
        if pattern.level is not None:
            where.append(self.level(pattern.level))
        if pattern.kinds:
            where.append(self.kinds(pattern.kinds))
        place = self.either("、".join(where), " or ".join(where))
        return self.either(f"{place}{role}", f"{role} of a {place}" if place else role)
