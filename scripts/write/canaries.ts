// Hunts every canary of the sea trial, and writes docs/reference/sea-trial-canaries.{json,md} (ST-74; see spec/sea-trial.md).
//
//   npm run -s canaries                     hunts all, seed by seed, then runs clean seeds; some minutes
//   npm run -s canaries -- --only "gate"    those whose name has this in it; the rest of the table stays
//   npm run -s canaries -- --clean          the clean seeds alone
//   npm run -s canaries -- --recorded 0/2   each at the seed that the table has, every second of them from the first; writes nothing,
//                                           and exits with 1 where one is no longer caught
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runTrial, type Violation } from "../../packages/sea-trial/src/index.ts";
import { loadBroken } from "../../packages/sea-trial/src/canary/broken-build.ts";
import { type Canary, CANARIES } from "../../packages/sea-trial/src/canaries/canaries.ts";
import {
  type CanaryRow,
  canariesPage,
  type CanaryTable,
  hunt,
  rowOf,
  type RunBroken,
} from "../../packages/sea-trial/src/canaries/hunt.ts";

const TABLE = new URL("../../docs/reference/sea-trial-canaries.json", import.meta.url);
const PAGE = new URL("../../docs/reference/sea-trial-canaries.md", import.meta.url);
/** A broken build may go round in circles. */
const EVENTS_MAX = 2_000_000;
const CLEAN = { seeds: [101, 102, 103], minutes: 30, sites: 12 } as const;

const { values } = parseArgs({
  options: { only: { type: "string" }, clean: { type: "boolean" }, recorded: { type: "string" } },
});

if (values.recorded === undefined) await writeTable();
else process.exitCode = (await huntRecorded(values.recorded)) ? 0 : 1;

async function writeTable(): Promise<void> {
  const before = tableNow();
  const { only = "", clean: isCleanAlone = false } = values;
  const hunted = isCleanAlone ? [] : await huntAll(CANARIES.filter(({ name }) => name.includes(only)));
  const clean = only === "" ? await runClean() : before.clean;
  const canaries = CANARIES.flatMap(
    ({ name }) => [...hunted, ...before.canaries].find((row) => row.name === name) ?? [],
  );
  const table: CanaryTable = { type: "sea-trial-canaries", canaries, clean };
  writeFileSync(TABLE, `${formatted(table)}\n`);
  writeFileSync(PAGE, canariesPage(table));
  if (canaries.some(({ caughtBy }) => caughtBy === null) || clean.violations > 0) process.exitCode = 1;
}

/** As the formatter has it: numbers in one line. */
function formatted(table: CanaryTable): string {
  const inOneLine = (_: string, list: string): string => `[${list.replaceAll(/,\s+/g, ", ")}]`;
  return JSON.stringify(table, null, 2).replaceAll(/\[\s+([\d,\s]+?)\s+\]/g, inOneLine);
}

function tableNow(): CanaryTable {
  if (existsSync(TABLE)) return JSON.parse(readFileSync(TABLE, "utf8")) as CanaryTable;
  return { type: "sea-trial-canaries", canaries: [], clean: { seeds: [], events: 0, violations: 0 } };
}

async function huntAll(canaries: readonly Canary[]): Promise<readonly CanaryRow[]> {
  const rows: CanaryRow[] = [];
  for (const canary of canaries) {
    const seeds = Array.from({ length: canary.trial.seeds }, (_, place) => place + 1);
    rows.push(await huntOne(canary, seeds));
  }
  return rows;
}

/** One process of several: `0/2` takes every second canary from the first on. */
async function huntRecorded(share: string): Promise<boolean> {
  const [place = 0, of = 1] = share.split("/").map(Number);
  const { canaries } = tableNow();
  const seedOf = (canary: Canary): number => canaries.find(({ name }) => name === canary.name)?.seed ?? 1;
  const rows: CanaryRow[] = [];
  for (const [at, canary] of CANARIES.entries())
    if (at % of === place) rows.push(await huntOne(canary, [seedOf(canary)]));
  return rows.every(({ caughtBy, law }) => caughtBy === law);
}

async function huntOne(canary: Canary, seeds: readonly number[]): Promise<CanaryRow> {
  const { runTrial: runBroken } = await loadBroken(canary.name, canary.patches);
  const isCaught = (violations: readonly Violation[]): boolean => violations.some(({ law }) => law === canary.law);
  const run: RunBroken = async ({ trial: { minutes, sites, faults } }, seed) => {
    try {
      return await runBroken({ seed, minutes, sites, faults, stopWhen: isCaught, eventsMax: EVENTS_MAX });
    } catch (cause) {
      // So broken that the trial cannot go on: no checker has spoken.
      console.warn(`${canary.name}, seed ${seed}: ${String(cause)}`);
      return { events: 0, violations: [] };
    }
  };
  const row = rowOf(canary, await hunt(canary, seeds, run));
  console.info(JSON.stringify(row));
  return row;
}

async function runClean(): Promise<CanaryTable["clean"]> {
  const { seeds, minutes, sites } = CLEAN;
  let [events, violations] = [0, 0];
  for (const seed of seeds) {
    const outcome = await runTrial({ seed, minutes, sites });
    events += outcome.events;
    violations += outcome.violations.length;
  }
  return { seeds, events, violations };
}
