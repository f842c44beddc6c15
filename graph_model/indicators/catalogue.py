"""The catalogue: all declared indicators, checked against the schemes that have them in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph_model.declarations import Document, Path_, parse, read_document
from graph_model.errors import InvalidInput, Problem, nearest
from graph_model.indicators.declared import Indicator
from graph_model.indicators.lint import problems_of
from graph_model.indicators.quantity_lint import problems_of_quantity
from graph_model.indicators.score_lint import circles, problems_of_score
from graph_model.indicators.scored import Composite, Ratio, Score
from graph_model.scheme import DEFAULT, Scheme, Schemes

__all__ = ["Catalogue", "load_catalogue"]

_SCORES: Mapping[str, type[Score]] = {"ratio": Ratio, "composite": Composite}
Parameters = Mapping[str, bool | int | float | str]


class Catalogue(Mapping[str, Indicator]):
    """All coverage indicators by key, and how each reads under a scheme's parameters. `scores` are the ratios and
    composites, which have no parameters."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        of_kind = {key: _SCORES.get(str(document.data.get("kind"))) for key, document in documents.items()}
        self.scores: Mapping[str, Score] = {
            key: parse(documents[key], kind, documents[key].data) for key, kind in of_kind.items() if kind is not None
        }
        self._files = dict(documents)
        self._documents = {key: document for key, document in documents.items() if of_kind[key] is None}
        self._read: dict[tuple[str, tuple[tuple[str, Any], ...]], Indicator] = {}
        self._indicators = {key: self._with(key, {}) for key in self._documents}

    def __getitem__(self, key: str) -> Indicator:
        return self._indicators[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._indicators)

    def __len__(self) -> int:
        return len(self._indicators)

    def read(self, key: str, scheme: Scheme) -> Indicator:
        """The indicator with the parameters and the target `scheme` sets for it."""
        here = scheme.indicators.get(key)
        if here is None:
            return self[key]
        indicator = self._with(key, here.parameters)
        return indicator if here.target is None else indicator.model_copy(update={"target": here.target})

    def document(self, key: str) -> Document:
        """The file the indicator was read from."""
        return self._files[key]

    def _with(self, key: str, parameters: Parameters) -> Indicator:
        place = key, tuple(sorted(parameters.items()))
        if place not in self._read:
            document = self._documents[key]
            own = document.data.get("parameters") or {}
            self._read[place] = parse(document, Indicator, _filled_in(document, {**own, **parameters}))
        return self._read[place]


def load_catalogue(schemes: Schemes, *folders: Path) -> Catalogue:
    """The indicators of the package and of `folders` (a city's own), all checked.

    Raises:
        InvalidInput: any of them, or what a scheme says of one, is wrong; every problem of every file at once.
    """
    shipped = Path(str(files("graph_model"))) / "catalogue"
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for path in (path for folder in (shipped, *folders) for path in sorted(folder.glob("*.yaml"))):
        try:
            document = read_document(path)
            score = _SCORES.get(str(document.data.get("kind")))
            indicator: Indicator | Score = (
                parse(document, Indicator, _filled_in(document, document.data.get("parameters") or {}))
                if score is None
                else parse(document, score, document.data)
            )
        except InvalidInput as error:
            problems += error.problems
            continue
        if path.stem in documents:
            problems.append(
                document.problem((), "there is an indicator of this name already", expected="another file name")
            )
        documents.setdefault(path.stem, document)
        if indicator.key != path.stem:
            problems.append(
                document.problem(("key",), "the key is not the file's name", found=indicator.key, expected=path.stem)
            )
    if problems:
        raise InvalidInput(problems)
    catalogue = Catalogue(documents)
    problems = list(_in_force(catalogue, schemes))
    if problems:
        raise InvalidInput(problems)
    return catalogue


def _in_force(catalogue: Catalogue, schemes: Schemes) -> Iterator[Problem]:
    """Each indicator in force reads well under its scheme; one that is in force nowhere is read under `default`."""
    read: list[tuple[str, Scheme]] = []
    for scheme in schemes.values():
        for key, here in scheme.indicators.items():
            at = (
                scheme.key,
                ("indicators", key),
            )  # where it stands is found only for a problem: that reads the file again
            if key not in catalogue:
                yield Problem(schemes.where(*at), "unknown indicator", found=key, hint=nearest(key, catalogue))
                continue
            read.append((key, scheme))
            declared = catalogue[key].parameters
            for name in here.parameters:
                if name not in declared:
                    hint = nearest(name, declared)
                    yield Problem(schemes.where(*at), "unknown parameter", found=name, hint=hint)
        yield from _figures(catalogue, schemes, scheme)
        for key in scheme.scores:
            if key not in catalogue.scores:
                hint = nearest(key, catalogue.scores)
                yield Problem(schemes.where(scheme.key, ("scores",)), "unknown score", found=key, hint=hint)
    yield from _scores(catalogue, schemes)
    nowhere = [key for key in catalogue if all(key not in scheme.indicators for scheme in schemes.values())]
    found = (
        catalogue.document(key).problem(path, message, **more)
        for key, scheme in [*read, *((key, schemes[DEFAULT]) for key in nowhere)]
        for path, message, more in problems_of(catalogue.read(key, scheme), scheme)
    )
    yield from dict.fromkeys(found)


def _scores(catalogue: Catalogue, schemes: Schemes) -> Iterator[Problem]:
    """No score rests on itself; each reads well where it is in force, or under `default` if nowhere."""
    resting = list(circles(catalogue.scores))
    for key, path, way in resting:
        yield catalogue.document(key).problem(path, "a score rests on itself", found=" → ".join(way))
    if resting:
        return
    for key, rule in catalogue.scores.items():
        here = [scheme for scheme in schemes.values() if key in scheme.scores] or [schemes[DEFAULT]]
        found = (
            catalogue.document(key).problem(path, message, **more)
            for scheme in here
            for path, message, more in problems_of_score(rule, catalogue, scheme)
        )
        yield from dict.fromkeys(found)


def _figures(catalogue: Catalogue, schemes: Schemes, scheme: Scheme) -> Iterator[Problem]:
    """What a scheme says of figures names indicators in force, their parts, figures and attributes it has."""
    for key, rule in scheme.figures.items():
        for path, quantity in rule.quantities():
            for inner, message, more in problems_of_quantity(quantity, catalogue, scheme):
                yield Problem(schemes.where(scheme.key, ("figures", key, *path, *inner)), message, **more)


def _filled_in(document: Document, parameters: Parameters) -> Any:
    """The document's data with every `$name` replaced by the parameter of that name."""
    problems: list[Problem] = []

    def fill(node: Any, path: Path_) -> Any:
        if isinstance(node, Mapping):
            return {key: fill(item, (*path, key)) for key, item in node.items()}
        if isinstance(node, list):
            return [fill(item, (*path, number)) for number, item in enumerate(node)]
        if isinstance(node, str) and node.startswith("$"):
            if node[1:] in parameters:
                return parameters[node[1:]]
            problems.append(
                document.problem(path, "unknown parameter", found=node, hint=_nearest_parameter(node, parameters))
            )
        return node

    data = fill(document.data, ())
    if problems:
        raise InvalidInput(problems)
    return data


def _nearest_parameter(word: str, parameters: Iterable[str]) -> str | None:
    return nearest(word, [f"${name}" for name in parameters])
