"""A broken declaration is refused with words that help: one small file for each mistake, the words beside it."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from graph_model.errors import InvalidInput
from graph_model.indicators.catalogue import load_catalogue
from graph_model.scheme import Schemes, load_schemes

BROKEN = Path(__file__).parent / "broken"
SCHEMES = load_schemes()


def _everywhere(key: str) -> Schemes:
    """The shipped schemes with one more indicator in force in `default`."""
    default = SCHEMES["default"]
    some = default.indicators["compound_head"]
    return Schemes([default.model_copy(update={"indicators": {**default.indicators, key: some}})])


@pytest.mark.parametrize("path", sorted((BROKEN / "indicators").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_indicator_is_refused(path: Path, tmp_path: Path) -> None:
    """Loading a catalogue with the broken file says what is wrong, where, and what was expected."""
    shutil.copy(path, tmp_path)
    with pytest.raises(InvalidInput) as caught:
        load_catalogue(_everywhere(path.stem), tmp_path)
    _says(str(caught.value), path)


@pytest.mark.parametrize("path", sorted((BROKEN / "schemes").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_scheme_is_refused(path: Path, tmp_path: Path) -> None:
    """Loading the schemes (and the catalogue they put in force) with the broken file says what is wrong and where."""
    shutil.copy(path, tmp_path)
    with pytest.raises(InvalidInput) as caught:
        load_catalogue(load_schemes(tmp_path))
    _says(str(caught.value), path)


def _says(message: str, path: Path) -> None:
    for words in path.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        assert words in message


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Two broken files are one error with the problems of both."""
    for name in ("unknown_level", "two_leaves"):
        shutil.copy(BROKEN / "indicators" / f"{name}.yaml", tmp_path)
    with pytest.raises(InvalidInput) as caught:
        load_catalogue(SCHEMES, tmp_path)
    places = {problem.where.split(":")[0] for problem in caught.value.problems}
    assert places == {"unknown_level.yaml", "two_leaves.yaml"}


def test_shipped_declarations_are_sound() -> None:
    """Every scheme and every indicator of the package loads, and each indicator is in force somewhere."""
    catalogue = load_catalogue(SCHEMES)
    assert set(catalogue) == {key for scheme in SCHEMES.values() for key in scheme.indicators}


def test_what_is_in_force_nowhere_is_read_under_default(tmp_path: Path) -> None:
    """An indicator that no scheme lists is checked all the same, so that a mistake shows before it is put in force."""
    shutil.copy(BROKEN / "indicators" / "unknown_role.yaml", tmp_path)
    with pytest.raises(InvalidInput) as caught:
        load_catalogue(SCHEMES, tmp_path)
    _says(str(caught.value), BROKEN / "indicators" / "unknown_role.yaml")


def test_the_blank_scheme_says_nothing_of_its_own() -> None:
    """As it stands it is `default` under another name."""
    default, blank = (SCHEMES[key].model_dump() for key in ("default", "blank"))
    assert {key for key in default if default[key] != blank[key]} == {"key", "label", "extends"}


def test_the_examples_of_the_blank_scheme_hold(tmp_path: Path) -> None:
    """With every commented line taken in, it is a sound scheme that says something in each section."""
    text = (Path(str(files("graph_model"))) / "schemes" / "blank.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^(\w+): \{\}$", r"\1:", text, flags=re.MULTILINE).replace("key: blank ", "key: filled ")
    (tmp_path / "filled.yaml").write_text(re.sub(r"^#(  )", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    schemes = load_schemes(tmp_path)
    load_catalogue(schemes)
    default, filled = (schemes[key].model_dump() for key in ("default", "filled"))
    sections = {key for key in default if default[key] != filled[key]} - {"key", "label", "extends"}
    told = {"levels", "aliases", "roles", "kinds", "groups", "attributes", "topics", "chains", "indicators", "figures"}
    assert sections == told
