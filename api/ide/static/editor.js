// Mounts GraphiQL on our endpoint, with a first question that has an answer on any data.
"use strict";

const FIRST_QUESTION = `# 联动：谁负责，哪里还没有人负责。
# 左侧“文档”列出全部字段；Ctrl+空格 提示，Ctrl+Enter 运行。

query 楼栋长配备率 {
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
      nodes { subject { ... on Area { code name } } reason since }
    }
  }
}
`;

const plugins = window.GraphiQLPluginExplorer ? [GraphiQLPluginExplorer.explorerPlugin()] : [];

ReactDOM.createRoot(document.getElementById("editor")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: FIRST_QUESTION,
    shouldPersistHeaders: false,
    plugins,
  })
);
