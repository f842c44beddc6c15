// The counts of coverage(by: COUNTY) that @neo4j/graphql can give: `node ask.js URI PASSWORD DAY RUNS` prints one JSON object.
// Its `none: {}` is ignored, so each question has a predicate: a post of the role, held on the day. One request, all counties.
const { readFileSync } = require("fs");
const { join } = require("path");
const { Neo4jGraphQL } = require("@neo4j/graphql");
const { graphql } = require("graphql");
const neo4j = require("neo4j-driver");

const typeDefs = `
  type Unit @node {
    code: String!
    county: String
    since: Date
    until: Date
    posts: [Post!]! @relationship(type: "OF", direction: IN)
  }
  type Post @node {
    code: String!
    role: String
    since: Date
    until: Date
    holders: [Person!]! @relationship(type: "HOLDS", direction: IN, properties: "Holds")
  }
  type Person @node { code: String! }
  type Holds @relationshipProperties { since: Date until: Date }
`;

async function main([uri, password, day, runs]) {
  const driver = neo4j.driver(uri, neo4j.auth.basic("neo4j", password));
  const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
  const found = await driver.executeQuery("MATCH (u:Unit) RETURN DISTINCT u.county AS county");
  const counties = found.records.map((record) => record.get("county")).filter((county) => county !== null);
  const holds = `since: { lte: "${day}" }, OR: [{ until: { gt: "${day}" } }, { until: { eq: null } }]`;
  const held = `postsConnection: { some: { node: { role: { eq: "head" }, ${holds},
    holdersConnection: { some: { edge: { ${holds} } } } } } }`;
  const counts = counties.map((county, n) => `
    all${n}: unitsConnection(where: { county: { eq: "${county}" }, ${holds} }) { aggregate { count { nodes } } }
    held${n}: unitsConnection(where: { county: { eq: "${county}" }, ${holds}, ${held} }) { aggregate { count { nodes } } }`);
  const source = `{ ${counts.join("\n")} }`;
  const seconds = [];
  let data;
  for (let run = 0; run <= runs; run += 1) {
    const before = process.hrtime.bigint();
    const answer = await graphql({ schema, source, contextValue: {} });
    if (answer.errors) throw answer.errors[0];
    if (run > 0) seconds.push(Number(process.hrtime.bigint() - before) / 1e9); // the first one warms up
    data = answer.data;
  }
  const counted = counties.map((county, n) => [county, data[`held${n}`].aggregate.count.nodes]);
  const { version } = JSON.parse(readFileSync(join(__dirname, "node_modules/@neo4j/graphql/package.json")));
  console.log(JSON.stringify({ version, seconds, held: Object.fromEntries(counted) }));
  await driver.close();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
