// The long run of E-70 and E-71 (see spec/evidence.md). One line of JSON for each format; with --write also docs/reference/intake-mutations.md.
// Run: node --conditions=@plimsoll/source scripts/study/mutate-intake.ts --mutations 1000000 [--seed TEXT] [--write]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Format } from "../../packages/evidence/src/intake/mapping.ts";
import { FOREIGN_CASES, type ForeignCase } from "../../packages/evidence/test/intake/foreign-cases.ts";
import { campaign } from "../../packages/evidence/test/intake/monotone-campaign.ts";
import { type CaseTally, mutationsPage } from "./intake-mutations-page.ts";

const PAGE = new URL("../../docs/reference/intake-mutations.md", import.meta.url);

const { values } = parseArgs({
  options: {
    mutations: { type: "string", default: "1000000" },
    seed: { type: "string", default: "long" },
    write: { type: "boolean", default: false },
  },
});
/** A log of Inspect is a hundred times as long as the shortest file: more mutations of the shorter ones, so that a million take minutes. */
const WEIGHTS: Partial<Record<Format, number>> = { "inspect-json": 2, "inspect-eval": 3, garak: 8, promptfoo: 10 };
const WEIGHT_OTHERS = 20;
const weightOf = ({ mapping }: ForeignCase): number => WEIGHTS[mapping.format] ?? WEIGHT_OTHERS;
const weights = FOREIGN_CASES.reduce((sum, foreign) => sum + weightOf(foreign), 0);

const started = performance.now();
const tallies: CaseTally[] = FOREIGN_CASES.map((foreign) => {
  const each = Math.ceil((Number(values.mutations) * weightOf(foreign)) / weights);
  const { kinds, failures } = campaign(foreign, values.seed, each, 1);
  console.log(JSON.stringify({ type: "format", name: foreign.name, mutations: each, kinds, failures }));
  return { name: foreign.name, kinds, failures: failures.length };
});
const kinds = tallies.flatMap((tally) => Object.values(tally.kinds));
const mutations = kinds.reduce((sum, kind) => sum + kind.mutations, 0);
const unnoticed = kinds.reduce((sum, kind) => sum + kind.unnoticed, 0);
const failed = unnoticed + tallies.reduce((sum, { failures }) => sum + failures, 0);
const seconds = Math.round((performance.now() - started) / 1000);
if (values.write)
  writeFileSync(PAGE, mutationsPage(tallies, { requested: values.mutations, seed: values.seed, seconds }));
console.log(JSON.stringify({ type: "summary", mutations, seconds, unnoticed, failed }));
process.exit(failed === 0 ? 0 : 1);
