"""A workbook comes in over HTTP: told whole what is wrong, shown what it would change, taken in as one change or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from api.app import create_app
from api.imports import XLSX
from api.limits import Limits
from tests.serving import asking
from tests.small_city import stored
from tests.test_signin import SECRET, signed
from tests.workbooks import ledger, workbook

NEW = {"所属社区": "梅社区", "小区编码": "C8", "小区名称": "戊小区", "户数": 120, "小区长": "赵六"}
MAYOR = signed(areas="*")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service on the small city; its tests change nothing."""
    settings = stored(tmp_path_factory.mktemp("imports") / "city.duckdb")
    with asking(create_app(replace(settings, secret=SECRET, limits=Limits(workbook=200_000)))) as one:
        yield one


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[httpx.Client]:
    """A service whose records a test may change."""
    with asking(create_app(replace(stored(tmp_path / "city.duckdb"), secret=SECRET))) as one:
        yield one


def sent(client: httpx.Client, content: bytes, token: str = MAYOR, **asked: Any) -> httpx.Response:
    """The answer to a workbook."""
    parameters = {"on": "2024-05-01", "name": "台账.xlsx", **asked}
    headers = {"authorization": f"Bearer {token}", "content-type": XLSX}
    return client.post("/imports", content=content, headers=headers, params=parameters)


def filled(path: Path, *rows: dict[str, Any]) -> bytes:
    """A ledger with these rows."""
    return workbook(path / "台账.xlsx", {"小区台账": ledger(*rows)}).read_bytes()


def asked(client: httpx.Client, query: str) -> Any:
    """The data of a query."""
    headers = {"authorization": f"Bearer {MAYOR}"}
    return client.post("/graphql", json={"query": query}, headers=headers).json()["data"]


def code(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of a refusal."""
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"]


def test_everything_wrong_is_told_at_once_by_cell(client: httpx.Client, tmp_path: Path) -> None:
    """Each mistake with sheet, row, column, what was found and what is right; asked to write it all the same, nothing is."""
    wrong = filled(
        tmp_path, {**NEW, "户数": "很多"}, {**NEW, "小区编码": "C9", "所属社区": "没有的社区", "组建方式": "单独健"}
    )
    for more in ({}, {"apply": 1}):
        answer = sent(client, wrong, **more)
        assert code(answer) == (422, "BAD_USER_INPUT")
        told = {(one["sheet"], one["row"], one["column"], one["found"]) for one in answer.json()["problems"]}
        assert {("小区台账", 2, "户数", "“很多”"), ("小区台账", 3, "所属社区", "“没有的社区”")} <= told
        assert all(one["text"] and one["message"] for one in answer.json()["problems"])
        assert (answer.json()["applied"], answer.json()["changes"]) == (None, False)
    assert asked(client, "{ revision }") == {"revision": 1}


def test_the_marked_copy_can_be_had(client: httpx.Client, tmp_path: Path) -> None:
    """`marked=1` answers a wrong workbook with its copy, the cells noted; a right one with the preview."""
    answer = sent(client, filled(tmp_path, {**NEW, "户数": "很多"}), marked=1)
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    assert answer.headers["content-disposition"].endswith(quote("台账.标注.xlsx"))
    (tmp_path / "marked.xlsx").write_bytes(answer.content)
    assert "数" in load_workbook(tmp_path / "marked.xlsx")["小区台账"]["D2"].comment.text
    assert sent(client, filled(tmp_path, NEW), marked=1).json()["changes"] is True


def test_a_preview_is_applied_as_one_change_by_who_sends_it(fresh: httpx.Client, tmp_path: Path) -> None:
    """The preview writes nothing; applied, it is the next revision in the asker's name; sent again, there is nothing to do."""
    good, editor = filled(tmp_path, NEW), signed(areas=["4101"])
    preview = sent(fresh, good, editor)
    assert (preview.status_code, preview.json()["revision"], preview.json()["applied"]) == (200, 1, None)
    assert ("区域", "新增", "C8", "戊小区") in {
        (one["table"], one["sort"], one["code"], one["name"]) for one in preview.json()["differences"]
    }
    assert asked(fresh, "{ revision }") == {"revision": 1}
    applied = sent(fresh, good, editor, apply=1)
    assert (applied.status_code, applied.json()["applied"], applied.headers["liandong-revision"]) == (200, 2, "2")
    assert applied.json()["tables"] == preview.json()["tables"]
    query = '{ area(code: "C8", asOf: "2024-05-01") { name households } revision }'
    assert asked(fresh, query) == {"area": {"name": "戊小区", "households": 120}, "revision": 2}
    again = sent(fresh, good, editor, apply=2)
    assert (again.status_code, again.json()["applied"], again.json()["changes"]) == (200, None, False)


def test_what_others_changed_meanwhile_is_told(fresh: httpx.Client, tmp_path: Path) -> None:
    """A preview of an older revision is not applied; what was done is told to those who may see it, to others only that it was."""
    good = filled(tmp_path, NEW)
    rename = 'mutation { renameArea(code: "C3", name: "新丙小区") { revision } }'
    assert asked(fresh, rename) == {"renameArea": {"revision": 2}}
    told = sent(fresh, good, apply=1)
    assert code(told) == (409, "CONFLICT")
    assert "版本2 更名：C3" in told.json()["errors"][0]["message"]
    other = sent(fresh, good, signed(areas=["4101"]), apply=1).json()["errors"][0]["message"]
    assert "C3" not in other
    assert "另有1项变更" in other
    assert code(sent(fresh, good, apply=7)) == (409, "CONFLICT")


def test_a_change_keeps_what_the_editor_is_not_shown(fresh: httpx.Client, tmp_path: Path) -> None:
    """A compound that moved in is changed from its own day on: neither its past nor its branch's ties outside are overwritten."""
    moved = {"所属社区": "兰社区", "小区编码": "C2", "小区名称": "乙小区", "户数": 70}
    applied = sent(fresh, filled(tmp_path, moved), signed(areas=["4102"]), apply=1)
    assert applied.json()["applied"] == 2, applied.text
    query = """{ then: area(code: "C2", asOf: "2022-01-01") { households parent { code } }
                 now: area(code: "C2", asOf: "2024-05-01") { households parent { code } } }"""
    assert asked(fresh, query) == {
        "then": {"households": None, "parent": {"code": "41010101"}},
        "now": {"households": 70, "parent": {"code": "41020101"}},
    }


WHO = {
    "another county": (signed(areas=["4102"]), (422, "BAD_USER_INPUT")),
    "a reader": (signed(role="reader"), (403, "FORBIDDEN")),
    "without names": (signed(names=False), (403, "FORBIDDEN")),
    "nobody": ("none", (401, "UNAUTHENTICATED")),
}


@pytest.mark.parametrize(("token", "expected"), WHO.values(), ids=WHO.keys())
def test_only_who_may_change_a_place_brings_in_its_workbook(
    client: httpx.Client, tmp_path: Path, token: str, expected: tuple[int, str]
) -> None:
    """Who is not shown a community cannot name it; who only asks, or is shown no names, brings in nothing."""
    answer = sent(client, filled(tmp_path, NEW), token, apply=1)
    assert code(answer) == expected
    assert asked(client, "{ revision }") == {"revision": 1}


def test_what_reaches_beyond_the_areas_is_refused_whole(client: httpx.Client, tmp_path: Path) -> None:
    """A workbook with one row of the own county and one that renames the city above it: neither is written."""
    areas = [["编码", "名称", "层级", "区划归属"], ["C8", "戊小区", "小区", "41010101"], ["41", "新市", "市", None]]
    content = workbook(tmp_path / "区域.xlsx", {"区域": areas}).read_bytes()
    assert code(sent(client, content, signed(areas=["4101"]), apply=1)) == (403, "FORBIDDEN")
    assert code(sent(client, filled(tmp_path, NEW), signed(areas=["4101"]), completeFor="41")) == (403, "FORBIDDEN")
    assert code(sent(client, filled(tmp_path, NEW), signed(areas=["4101"]), completeFor="4102")) == (404, "NOT_FOUND")
    assert asked(client, "{ revision }") == {"revision": 1}


def test_complete_for_an_area_ends_what_is_not_there(client: httpx.Client, tmp_path: Path) -> None:
    """`completeFor` is `--complete-for`: the preview says what would end."""
    kept = {**NEW, "所属社区": "兰社区"}
    answer = sent(client, filled(tmp_path, kept), completeFor="兰社区").json()
    ended = {(one["table"], one["code"]) for one in answer.get("differences", ()) if one["sort"] == "终止"}
    assert ("区域", "C4") in ended, answer
    assert any("按41020101完整填报" in notice for notice in answer["notices"])


def _far(path: Path) -> bytes:
    with Workbook(str(path)) as book:
        book.add_worksheet("小区台账").write(1048575, 16383, "x")
    return path.read_bytes()


def _bomb(path: Path) -> bytes:
    filled(path.parent, NEW)
    with zipfile.ZipFile(path.parent / "台账.xlsx", "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/image.png", bytes(4_000_000))
    return (path.parent / "台账.xlsx").read_bytes()


LOCKED = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")
FILES = {
    "no workbook": (lambda _: b"code,name\n", 422, "不是Excel工作簿"),
    "nothing": (lambda _: b"", 422, "文件是空的"),
    "locked": (lambda _: LOCKED, 422, "密码"),
    "damaged": (lambda path: filled(path.parent, NEW)[:3000], 422, "不完整或已损坏"),
    "large": (lambda _: bytes(200_001), 413, "超过 200000 字节"),
    "far": (_far, 413, "工作表过大"),
    "unpacked": (_bomb, 413, "解压后过大"),
}


@pytest.mark.parametrize(("made", "status", "words"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_workbook_is_told_so(
    client: httpx.Client, tmp_path: Path, made: Any, status: int, words: str
) -> None:
    """A wrong, locked, damaged or monstrous file is refused in Chinese before anything of it is read, marked or not."""
    content = made(tmp_path / "x.xlsx")
    for marked in ("0", "1"):
        answer = sent(client, content, marked=marked)
        assert answer.status_code == status
        assert words in answer.text


WRONG: dict[str, dict[str, Any]] = {
    "day": {"on": "2024-13-01"},
    "revision": {"apply": "-1"},
    "both": {"apply": 1, "marked": 1},
    "unknown": {"onn": "2024-05-01"},
    "twice": {"on": ["2024-05-01", "2024-05-02"]},
    "area": {"completeFor": ""},
}


@pytest.mark.parametrize("parameters", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_parameter_is_refused(client: httpx.Client, tmp_path: Path, parameters: dict[str, Any]) -> None:
    """What cannot be meant is not guessed."""
    assert code(sent(client, filled(tmp_path, NEW), **parameters)) == (400, "BAD_USER_INPUT")


def test_only_workbooks_are_posted(client: httpx.Client) -> None:
    """Another method or content type is refused: a form of another page can send neither."""
    headers = {"authorization": f"Bearer {MAYOR}"}
    assert client.get("/imports", headers=headers).status_code == 405
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/octet-stream"):
        answer = client.post("/imports", content=b"PK", headers={**headers, "content-type": kind})
        assert answer.status_code == 415


def test_a_name_is_nothing_but_a_name(client: httpx.Client, tmp_path: Path) -> None:
    """Whatever is said as the file's name leads nowhere."""
    names = {
        "../../etc/台账.xlsx": "台账.xlsx",
        "C:\\台账.csv": "台账.csv.xlsx",
        "..": "工作簿.xlsx",
        "\x00": "工作簿.xlsx",
        "长" * 400: "长" * 60 + ".xlsx",
    }
    for name, kept in names.items():
        assert sent(client, filled(tmp_path, NEW), name=name).json()["name"] == kept
