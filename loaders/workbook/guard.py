"""What may be opened as a workbook: said before a reader touches it, so that no file can fill the memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from graph_model.errors import Problem

__all__ = ["DESK", "TOO_LARGE", "Bounds", "refusal"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a workbook may be."""

    size: int = 50 * 2**20
    """Bytes of the file."""
    inside: int = 2**30
    """Bytes of everything in it, uncompressed."""
    cells: int = 40_000_000
    """Cells from the first to the last row and column of a sheet: a reader keeps a place for each, whether filled or not."""


DESK = Bounds()
"""For a file that somebody has on their own machine."""

TOO_LARGE = ("the workbook is too large", "the workbook is too large when unpacked", "a sheet is too large")
"""The messages of what is no workbook for its size alone."""

_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def refusal(path: Path, bounds: Bounds = DESK) -> Problem | None:
    """Why this file is not opened; None when it may be.

    The sizes are what the file itself declares, and every part is then read through once and its checksum compared: a part
    that is larger than it says does not have the checksum it says.
    """
    size = path.stat().st_size
    if size > bounds.size:
        return Problem(path.name, TOO_LARGE[0], _megabytes(size), f"at most {_megabytes(bounds.size)}")
    with path.open("rb") as file:
        start = file.read(8)
    if not size:
        return Problem(path.name, "the file is empty", expected="an Excel workbook (.xlsx)")
    if start == _OLE:
        locked = _ENCRYPTED in path.read_bytes()
        if locked:
            return Problem(
                path.name, "the workbook is protected by a password", expected="a workbook saved without one"
            )
        return Problem(path.name, "an old Excel workbook (.xls)", expected="the same, saved as .xlsx")
    if start[:2] != b"PK":
        return Problem(path.name, "not an Excel workbook", expected="an Excel workbook (.xlsx)")
    try:
        with zipfile.ZipFile(path) as parts:
            return _inside(path, parts, bounds)
    except _DAMAGE:
        return Problem(
            path.name, "the workbook is truncated or damaged", expected="a whole file; save or copy it again"
        )


def _inside(path: Path, parts: zipfile.ZipFile, bounds: Bounds) -> Problem | None:
    total = sum(part.file_size for part in parts.infolist())
    if total > bounds.inside:
        found, expected = _megabytes(total), f"at most {_megabytes(bounds.inside)}"
        return Problem(path.name, TOO_LARGE[1], found, expected)
    if "xl/workbook.xml" not in parts.namelist():
        return Problem(path.name, "not an Excel workbook", expected="an Excel workbook (.xlsx)")
    if parts.testzip() is not None:
        return Problem(
            path.name, "the workbook is truncated or damaged", expected="a whole file; save or copy it again"
        )
    for part in parts.infolist():
        if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            with parts.open(part) as sheet:
                cells = _Extent().of(sheet)
            if cells > bounds.cells:
                return Problem(path.name, TOO_LARGE[2], f"{cells:,} cells", f"at most {bounds.cells:,} cells")
    return None


class _Extent:
    """How many cells lie between a sheet's first and the last that holds something, in rows and columns."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = 0
        self.in_cell = False

    def of(self, sheet: IO[bytes]) -> int:
        """The number of cells.

        Raises:
            ExpatError: it is no XML; a reader that is not so strict would go on.
        """
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.ParseFile(sheet)
        return self.last_row * self.last_column

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self.row, self.column = _number(attributes.get("r"), self.row + 1), 0
        elif name == "c":
            self.in_cell = True
            place = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
            if place:
                self.column, self.row = _column(place[1]), int(place[2])
            else:
                self.column += 1
        elif self.in_cell and name in ("v", "is"):
            self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.in_cell = False


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 8 else otherwise


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"
