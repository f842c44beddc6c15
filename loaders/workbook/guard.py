"""What may be opened as a workbook: said before a reader touches it, so that no file can fill the memory."""

from __future__ import annotations

import zipfile
from pathlib import Path

from graph_model.errors import Problem

__all__ = ["LARGEST", "LARGEST_INSIDE", "refusal"]

LARGEST = 50 * 2**20
"""Bytes of a workbook."""
LARGEST_INSIDE = 2**30
"""Bytes of everything in it, uncompressed."""

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def refusal(path: Path) -> Problem | None:
    """Why this file is not opened; None when it may be.

    The sizes are what the file itself declares, and every part is then read through once and its checksum compared: a part
    that is larger than it says does not have the checksum it says.
    """
    size = path.stat().st_size
    if size > LARGEST:
        return Problem(path.name, "the workbook is too large", _megabytes(size), f"at most {_megabytes(LARGEST)}")
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
            return _inside(path, parts)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return Problem(
            path.name, "the workbook is truncated or damaged", expected="a whole file; save or copy it again"
        )


def _inside(path: Path, parts: zipfile.ZipFile) -> Problem | None:
    total = sum(part.file_size for part in parts.infolist())
    if total > LARGEST_INSIDE:
        found, expected = _megabytes(total), f"at most {_megabytes(LARGEST_INSIDE)}"
        return Problem(path.name, "the workbook is too large when unpacked", found, expected)
    if "xl/workbook.xml" not in parts.namelist():
        return Problem(path.name, "not an Excel workbook", expected="an Excel workbook (.xlsx)")
    if parts.testzip() is not None:
        return Problem(
            path.name, "the workbook is truncated or damaged", expected="a whole file; save or copy it again"
        )
    return None


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"
