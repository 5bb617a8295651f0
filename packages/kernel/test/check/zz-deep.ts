import { ScopeSearch, FIXTURES } from "../../src/check/index.ts";
const names = (process.argv[2] ?? "").split(",");
const sec = Number(process.argv[3]);
const a = performance.now();
const s = new ScopeSearch({
  depthMax: 99,
  statesMax: 600000,
  fixtures: FIXTURES.filter((f) => names.includes(f.name)),
});
while ((performance.now() - a) / 1000 < sec && s.step());
const r = s.report();
for (const f of r.fixtures) console.log(JSON.stringify(f));
for (const v of r.violations)
  console.log(v.fixture, "|", v.law, "|", v.subject, "|", v.detail, "|", v.word.join(" > "));
console.log(r.states, r.depth, (performance.now() - a) / 1000, process.memoryUsage().rss / 1e6);
