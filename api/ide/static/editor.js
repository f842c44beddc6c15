// Mounts GraphiQL on our endpoint, with a first question that has an answer on any data.
"use strict";

const FIRST_QUESTION = `# 联动：谁负责，哪里还没有人负责。
# 左上角的书是字段说明；Ctrl+Enter 运行。

# 楼栋长配备率，按县区分列，各附前五个空白点。asOf 不写即今天
query BuildingHeads {
  coverage(indicator: "building_head", by: COUNTY) {
    area { code name }
    numerator
    denominator
    denominatorName
    rate
    unknown
    exempt
    gaps(first: 5) {
      totalCount
      nodes {
        path { name }
        reason
        since
      }
    }
  }
}
`;

// A page that links here says what it asked after the #, which no server sees.
const told = new URLSearchParams(location.hash.slice(1));

// A tab opened from the page knows, for as long as it is open, who is signed in there.
const token = sessionStorage.getItem("token");

const fetcher = GraphiQL.createFetcher({
  url: "/graphql",
  headers: token ? { authorization: `Bearer ${token}` } : {},
});

function Editor() {
  const [query, setQuery] = React.useState(told.get("query") ?? FIRST_QUESTION);
  const explorer = GraphiQLPluginExplorer.useExplorerPlugin({ query, onEdit: setQuery });
  return React.createElement(GraphiQL, {
    fetcher,
    query,
    onEditQuery: setQuery,
    variables: told.get("variables") ?? undefined,
    plugins: [explorer],
    shouldPersistHeaders: false,
  });
}

ReactDOM.render(React.createElement(Editor), document.getElementById("editor"));
