"""What the wheel holds, and which names are ours."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("api", "graph_model", "loaders", "schema")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = sorted(
    found.name
    for package in PACKAGES
    for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
    if not found.name.endswith("__main__")
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_exactly_the_four_packages(wheel: Path) -> None:
    """Nothing is installed but graph_model, schema, loaders, api and the metadata."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    """Declarations and static files are installed with the code, and no file is left behind."""
    tracked = subprocess.run(["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True)
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert [name for name in tracked.stdout.split("\0") if name and (ROOT / name).exists() and name not in held] == []


def test_an_installed_wheel_owns_its_four_names(wheel: Path, tmp_path: Path) -> None:
    """With the wheel installed, each of the four packages belongs to Liandong and to nobody else."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = "from importlib.metadata import packages_distributions as p; d = p(); print(*({{*d[n]}} for n in {!r}))"
    told = subprocess.run(
        [sys.executable, "-c", program.format(PACKAGES)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == ["{'liandong'}"] * len(PACKAGES)


def test_no_other_distribution_took_a_name() -> None:
    """Here and now none of the four names comes from another distribution (PyPI has a `schema`)."""
    owners = packages_distributions()
    assert {name: owner for name in PACKAGES if (owner := set(owners.get(name, ())) - {"liandong"})} == {}


@pytest.mark.parametrize("name", MODULES)
def test_public_names_are_listed_and_sorted(name: str) -> None:
    """`__all__` is sorted, without doubles, every name in it exists, and every public class or function defined in the
    module is in it."""
    module = importlib.import_module(name)
    defined = {
        key
        for key, value in vars(module).items()
        if not key.startswith("_") and callable(value) and getattr(value, "__module__", None) == name
    }
    listed = list(getattr(module, "__all__", ()))
    constants = [key for key in listed if key.isupper()]
    classes = [key for key in listed if key[0].isupper() and not key.isupper()]
    others = [key for key in listed if key[0].islower() or key[0] == "_"]
    assert listed == [*sorted(constants), *sorted(classes), *sorted(others)]
    assert len(listed) == len(set(listed))
    assert [key for key in listed if not hasattr(module, key)] == []
    assert sorted(defined - set(listed)) == []


def test_the_names_for_analysts_are_the_public_ones() -> None:
    """What graph_model offers is public in the module it comes from, and an unknown name is an AttributeError."""
    package = importlib.import_module("graph_model")
    homes = {name: importlib.import_module(home) for name, home in package._HOME.items()}
    assert sorted(homes) == sorted(package.__all__)
    assert [name for name, home in homes.items() if name not in home.__all__] == []
    assert all(getattr(package, name) is getattr(home, name) for name, home in homes.items())
    with pytest.raises(AttributeError, match="Netwrok"):
        package.Netwrok  # noqa: B018


def test_every_dependency_is_pinned() -> None:
    """Whatever pyproject.toml asks for, constraints.txt pins, and it names no index."""
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in pins if not re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)] == []
    pinned = {_plain(line.split("==")[0]) for line in pins}
    asked = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
    names = {_plain(re.split(r"[\[<>=; ]", line)[0]) for line in asked}
    assert sorted(names - pinned - {"liandong"}) == []


def test_the_changelog_has_this_version() -> None:
    """The first entry of the changelog is about the version in pyproject.toml."""
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == PROJECT["version"]


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")
