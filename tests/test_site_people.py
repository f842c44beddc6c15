"""The views of people and of time in a real browser, on the Kaifeng case."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import watched

DAY = "asOf=2022-08-19"


def test_a_cell_of_the_matrix_leads_to_the_people(browser: Browser, kaifeng: str) -> None:
    """A number of the matrix is as many rows, a name leads to what that person holds, and to what falls without them."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/crossings?{DAY}")
        page.get_by_role("row", name="物业企业").get_by_role("link", name="26").click()
        people = page.get_by_role("table", name="交叉任职的人")
        expect(people.locator("tbody tr")).to_have_count(26)
        people.get_by_role("link", name="戊零三").first.click()
        expect(page.get_by_role("heading", name="戊零三")).to_be_visible()
        expect(page.get_by_role("table", name="在任的岗位").locator("tbody tr")).to_have_count(2)
        page.get_by_role("link", name="示例物业服务公司（1）").first.click()
        expect(page.get_by_role("img", name="示例物业服务公司（1）的周围")).to_contain_text("戊零三")


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("entries", "柏居小区"),
        ("terms", "近期没有届满的任期"),
        ("conflicts", "没有违反任职回避的"),
        ("many", "4（上限 3）"),
        ("keystones", "9,305"),
    ],
)
def test_every_part_of_the_view_of_people_answers(browser: Browser, kaifeng: str, part: str, shown: str) -> None:
    """Each part shows its list, or says that there is none."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/crossings?{DAY}&part={part}")
        expect(page.get_by_text(shown).first).to_be_visible()


def test_what_is_too_much_for_one_list_leads_further_down(browser: Browser, kaifeng: str) -> None:
    """Of many places the worst are listed; of a whole city's compounds the page does not ask, it names the places beneath."""
    with watched(browser, kaifeng) as page:
        compounds = 300

        def many(route: object) -> None:
            answer = route.fetch()  # type: ignore[attr-defined]
            told = answer.json()
            if "twoWays" in told["data"].get("scheme", ()):
                told["data"]["areas"]["totalCount"] = compounds
            if entries := told["data"].get("twoWayEntries"):
                whole = {"forward": "COVERED", "backward": "COVERED", "verdict": "complete"}
                bad = {**entries[0], "forward": "GAP", "backward": "GAP", "verdict": "missing"}
                told["data"]["twoWayEntries"] = [*[{**entries[0], **whole}] * (compounds - 1), bad]
            route.fulfill(response=answer, json=told)  # type: ignore[attr-defined]

        page.route("**/graphql", many)
        page.goto(f"/crossings?{DAY}&part=entries")
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(200)
        expect(rows.first).to_contain_text("空缺")
        expect(page.get_by_text("只列出前 200 处")).to_be_visible()
        compounds = 19_930
        page.reload()
        expect(page.get_by_text("此处及以下有 19,930 个小区")).to_be_visible()
        page.locator("main").get_by_role("link", name="龙亭区").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("龙亭区")


def test_whoever_leaves_is_missed(browser: Browser, kaifeng: str) -> None:
    """The page of a person says which indicators fall for how many places when they leave."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/crossings?{DAY}&person=4102/p1")
        expect(page.get_by_text("楼栋联动链条完整率：688 个对象不再达标")).to_be_visible()


def test_published_figures_stand_beside_derived_ones(browser: Browser, kaifeng: str) -> None:
    """Each figure has its words, its number, the derived one and a verdict; what cannot be derived is no zero."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/figures?{DAY}")
        row = page.get_by_role("row").filter(has_text="惠及居民将近50000人")
        expect(row).to_contain_text("50,00049,632限定语成立49,632 < 50,000")
        page.get_by_role("link", name="不能核算 18").click()
        expect(page.locator("tbody tr")).to_have_count(18)
        expect(page.locator("tbody tr").first).to_contain_text("不能核算")


def test_a_trend_says_what_changed_and_why(browser: Browser, kaifeng: str) -> None:
    """The rate over a year is drawn and listed, and each subject that changed says from what to what, and why."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/trend?{DAY}&indicator=building_head")
        expect(page.get_by_role("img", name="开封市楼栋长配备率自2021-08-19至2022-08-19的变化")).to_contain_text(
            "情况不明"
        )
        expect(page.get_by_role("row").filter(has_text="2022-08-19")).to_contain_text("91.1%848 / 931758")
        expect(page.get_by_text("覆盖率升 47.7 个百分点，520 个对象变了。")).to_be_visible()
        expect(page.get_by_role("table", name="两个日期之间的变化").locator("tbody tr").first).to_contain_text(
            "情况不明 → 已覆盖"
        )
        page.get_by_role("link", name="下一页").click()
        page.get_by_label("自", exact=True).fill("2022-06-01")
        page.wait_for_url("**from=2022-06-01**")
        expect(page.get_by_text("2 个对象变了。")).to_be_visible()


def test_a_score_has_a_trend_too(browser: Browser, kaifeng: str) -> None:
    """A composite has no states to compare; its values are listed."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/trend?{DAY}&indicator=households_per_grid_worker")
        expect(page.get_by_role("table", name="各期的数")).to_be_visible()


def test_an_indicator_says_how_it_is_counted(browser: Browser, kaifeng: str) -> None:
    """Its page has population, condition and source in words, and the numbers of the place."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/indicators?{DAY}&area=410202")
        page.get_by_role("table").get_by_role("link", name="楼栋长配备率").click()
        expect(page.get_by_text("联动岗位有人担任", exact=True)).to_be_visible()
        expect(page.get_by_role("article")).to_contain_text("231 / 259")


@pytest.mark.parametrize("text", ["启源", "410202-01", "qiyuanjiedao", "qyjd"])
def test_a_place_is_found_by_name_code_and_pinyin(browser: Browser, kaifeng: str, text: str) -> None:
    """What is typed leads to the place, by arrow keys or by Enter, and the view stays."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/linkage?{DAY}")
        page.keyboard.press("/")
        page.keyboard.type(text)
        expect(page.locator("#found").get_by_role("link").first).to_contain_text("启源街道")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("启源街道 联动")


def test_whoever_is_not_signed_in_is_asked_to(browser: Browser, kaifeng: str) -> None:
    """An answer UNAUTHENTICATED becomes a field for the token, which is sent from then on, and is told of a token that was
    tried; FORBIDDEN says so."""
    sent: list[str | None] = []
    code = "UNAUTHENTICATED"

    with watched(browser, kaifeng) as page:

        def guarded(route: object) -> None:
            sent.append(route.request.headers.get("authorization"))  # type: ignore[attr-defined]
            said = {"message": "没有登录", "extensions": {"code": code}}
            route.fulfill(json={"errors": [said]})  # type: ignore[attr-defined]

        page.route("**/graphql", guarded)
        page.goto("/")
        page.get_by_label("登录令牌").fill("wrong")
        expect(page.get_by_text("没有登录")).to_have_count(0)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("没有登录")
        page.get_by_label("登录令牌").fill("a.b.c")
        code = "FORBIDDEN"
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("heading", name="没有查看此处的权限")).to_be_visible()
        expect(page.get_by_role("button", name="换一个身份登录")).to_be_visible()
    assert (sent[0], sent[-1]) == (None, "Bearer a.b.c")


def test_a_service_that_is_away_is_told(browser: Browser, kaifeng: str) -> None:
    """Without an answer the page says so and offers to try again."""
    with watched(browser, kaifeng, expected=("Failed to load resource",)) as page:
        page.route("**/graphql", lambda route: route.abort())
        page.goto("/gaps")
        expect(page.get_by_role("alert")).to_contain_text("连不上联动服务")
        page.unroute("**/graphql")
        page.get_by_role("button", name="再试一次").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("开封市")


def test_scores_are_listed_best_first(browser: Browser, kaifeng: str) -> None:
    """A composite has its parts with their weights, and its places with value, grade and rank."""
    with watched(browser, kaifeng) as page:
        page.goto(f"/?{DAY}&indicator=county_ranking")
        expect(page.get_by_text("权重").first).to_be_visible()
        first = page.get_by_role("table").locator("tbody tr").first
        expect(first.locator("td").last).to_have_text("1")


def test_what_is_suppressed_is_no_number(browser: Browser, kaifeng: str) -> None:
    """Where so few persons are counted that a number would tell who they are, the page says so, and shows neither rate nor
    count."""

    def hide(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        told = answer.json()
        for row in told["data"].get("formal_members", []):
            row.update(
                dict.fromkeys(("numerator", "denominator", "unknown", "exempt", "rate", "rateAtMost")), suppressed=True
            )
        route.fulfill(response=answer, json=told)  # type: ignore[attr-defined]

    with watched(browser, kaifeng) as page:
        page.route("**/graphql", hide)
        page.goto(f"/?{DAY}")
        card = page.get_by_role("article").filter(has_text="组织关系在本地党组织的党员占比")
        expect(card).to_have_text("组织关系在本地党组织的党员占比人数太少，不列")
