// One body: what it covers, who holds its posts, and what else they hold, as a graph and as lists.

import { asked, to } from "../../address.js";
import { ask } from "../../ask.js";
import { fill, h } from "../../dom.js";
import { asGraphQL } from "../../frame.js";
import { chart } from "../../pieces/chart.js";
import { areas, person } from "../../pieces/people.js";
import { table } from "../../pieces/table.js";
import { postName } from "../../subjects.js";

const BODY = `query Body($code: String!, $asOf: Date) {
  organization(code: $code, asOf: $asOf) {
    code name kinds { label } area { code name }
    parent { code name } host { code name }
    covers { modeLabel area { code name } targetOrganization { code name } }
    posts { code label vacant holders { person { code name appointments { post { code label area { name } organization { name } } } } } }
  }
}`;

/**
 * @param {import("../../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  const variables = { code: asked("organization"), asOf: place.asOf };
  asGraphQL(BODY, variables);
  const body = (await ask(BODY, variables)).organization;
  const drawn = new URLSearchParams({ organization: body.code, asOf: place.asOf });
  fill(into, [
    h("div", { class: "sheet" }, h("h2", null, body.name), facts(body)),
    h(
      "div",
      { class: "columns" },
      posts(body),
      h(
        "section",
        null,
        h("h2", null, "周围"),
        chart(
          `/charts/neighbourhood.json?${drawn}`,
          `${body.name}的周围：它覆盖的、所属的，在其中任职的人和他们的其他岗位`,
        ),
      ),
    ),
  ]);
}

/** @param {any} body */
function facts(body) {
  const link = (one) => one && h("a", { href: to("/crossings", { organization: one.code }) }, one.name);
  const covered = body.covers.map((one) => (one.area ? areas([one.area]) : link(one.targetOrganization)));
  const fact = (word, told) => told && [h("dt", null, word), h("dd", null, told)];
  return h(
    "dl",
    null,
    fact("类型", body.kinds.map((kind) => kind.label).join("、")),
    fact("所在", areas([body.area])),
    fact("隶属于", link(body.parent)),
    fact("设在", link(body.host)),
    covered.length > 0 &&
      fact(
        "覆盖",
        covered.flatMap((one, at) => [at ? "、" : "", one]),
      ),
  );
}

/** @param {any} body */
function posts(body) {
  const others = (one, own) =>
    one.appointments
      .filter((each) => each.post.code !== own.code)
      .map((each) => postName(each.post))
      .join("、");
  const columns = [
    { title: "岗位", cell: (row) => row.label },
    {
      title: "在任者",
      cell: (row) =>
        row.vacant
          ? h("span", { class: "gap" }, "空缺")
          : h(
              "ul",
              null,
              row.holders.map((one) => h("li", null, person(one.person), h("small", null, others(one.person, row)))),
            ),
    },
  ];
  return h(
    "section",
    null,
    h("h2", null, "岗位"),
    body.posts.length ? table(body.posts, columns, { caption: "岗位" }) : h("p", { class: "quiet" }, "没有设岗。"),
  );
}
