"""The same queries for Neo4j Browser, as one commented `.cypher` file: for those who have no Bloom."""

from __future__ import annotations

from graph_model.indicators.catalogue import Catalogue
from graph_model.scheme import Scheme
from schema.bloom.actions import actions
from schema.bloom.phrases import phrases
from schema.bloom.queries import Action, Phrase

__all__ = ["browser_file"]


def browser_file(scheme: Scheme, catalogue: Catalogue) -> str:
    """Every phrase with its suggestions, and every action for nodes named by their codes."""
    head = (
        f"// 联动：{scheme.label.zh}的查询，供Neo4j Browser使用。\n"
        "// 每段先执行 :param 一行（值可换成“可选值”一段查到的任何一个），再执行查询。"
    )
    parts = [head, *(_phrase(one) for one in phrases(scheme, catalogue)), *(_action(one) for one in actions())]
    return "\n\n".join(parts) + "\n"


def _phrase(one: Phrase) -> str:
    lines = [f"// ── {one.text} ──", f"// {one.description}"]
    for parameter in one.parameters:
        lines += [f"// ${parameter.name} 的可选值：", f"{parameter.suggestions};", f":param {parameter.name} => '';"]
    return "\n".join([*lines, f"{one.cypher};"])


def _action(one: Action) -> str:
    lines = [f"// ── 所选节点的{one.name} ──", "// 写上节点的编码：", ":param codes => [''];"]
    return "\n".join([*lines, f"{one.cypher.replace('elementId(n) IN $nodes', 'n.code IN $codes')};"])
