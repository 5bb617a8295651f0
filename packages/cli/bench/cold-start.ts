/**
 * How long the built program takes to start, beside Node alone: starts of each, in turns. Prints one line of JSON.
 *
 * Run: npm run build && node packages/cli/bench/cold-start.ts [--rounds 20]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startCost, startedOnce } from "./started-once.ts";

const PROGRAM = fileURLToPath(new URL("../dist/main.js", import.meta.url));

function measured(site: string, rounds: number) {
  execFileSync(process.execPath, [PROGRAM, "init", "--data", site], { stdio: "ignore" });
  const subjects = Object.entries(subjectsOver(site)).map(([name, words]) => ({ name, words, wallMs: [] as number[] }));
  // The first start of each fills the compile cache.
  for (const { words } of subjects) startedOnce(words);
  for (let round = 0; round < rounds; round += 1)
    for (const { words, wallMs } of subjects) wallMs.push(startedOnce(words).wallMs);
  return subjects.map(({ name, words, wallMs }) => ({ name, wallMs: wallMs.map(rounded), ...startCost(words) }));
}

/** Node alone comes first. */
const subjectsOver = (site: string): Readonly<Record<string, readonly string[]>> => ({
  "node -e 0": ["-e", "0"],
  "plimsoll --version": [PROGRAM, "--version"],
  "plimsoll --help": [PROGRAM, "--help"],
  "plimsoll status --json": [PROGRAM, "status", "--json", "--data", site],
  "plimsoll mesh --help": [PROGRAM, "mesh", "--help"],
  "plimsoll kernel explain": [PROGRAM, "kernel", "explain"],
  "plimsoll ledger verify": [PROGRAM, "ledger", "verify", join(site, "ledger")],
  "plimsoll policy show": [PROGRAM, "policy", "show"],
});

const rounded = (ms: number): number => Number(ms.toPrecision(4));

const { values } = parseArgs({ options: { rounds: { type: "string", default: "20" } } });
const rounds = Number(values.rounds);
const work = mkdtempSync(join(tmpdir(), "plimsoll-cold-"));
try {
  console.info(JSON.stringify({ rounds, rows: measured(join(work, "site"), rounds) }));
} finally {
  rmSync(work, { recursive: true });
}
