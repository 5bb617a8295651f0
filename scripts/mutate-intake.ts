// The long run of E-70 and E-71: `node --conditions=@plimsoll/source scripts/mutate-intake.ts --mutations 1000000 [--seed TEXT]`.
import { parseArgs } from "node:util";
import { FOREIGN_CASES } from "../packages/evidence/test/intake/foreign-cases.ts";
import { campaign } from "../packages/evidence/test/intake/monotone-campaign.ts";

const { values } = parseArgs({
  options: { mutations: { type: "string", default: "1000000" }, seed: { type: "string", default: "long" } },
});
const each = Math.ceil(Number(values.mutations) / FOREIGN_CASES.length);
let failed = 0;
for (const foreign of FOREIGN_CASES) {
  const tally = campaign(foreign, values.seed, each, 1);
  failed += tally.raised.length + tally.unnoticed;
  console.log(JSON.stringify({ type: "format", name: foreign.name, mutations: each, ...tally }));
}
console.log(JSON.stringify({ type: "summary", mutations: each * FOREIGN_CASES.length, failed }));
process.exit(failed === 0 ? 0 : 1);
