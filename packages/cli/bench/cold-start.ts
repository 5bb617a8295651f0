// How long the built program takes to start, beside Node alone: twenty starts of each, in turns. Adds a line to bench/history.jsonl.
// Run: npm run build && node packages/cli/bench/cold-start.ts [--rounds N] [--dry]
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startCost, startedOnce } from "./started-once.ts";

const HISTORY = new URL("../../../bench/history.jsonl", import.meta.url);
const PROGRAM = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const BAR_MS = 150;

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "20" }, dry: { type: "boolean", default: false } },
});
const rounds = Number(values.rounds);
const work = mkdtempSync(join(tmpdir(), "plimsoll-cold-"));
const site = join(work, "site");
execFileSync(process.execPath, [PROGRAM, "init", "--data", site], { stdio: "ignore" });

const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  "node -e 0": ["-e", "0"],
  "plimsoll --version": [PROGRAM, "--version"],
  "plimsoll --help": [PROGRAM, "--help"],
  "plimsoll status --json": [PROGRAM, "status", "--json", "--data", site],
  "plimsoll mesh --help": [PROGRAM, "mesh", "--help"],
  "plimsoll kernel explain": [PROGRAM, "kernel", "explain"],
  "plimsoll ledger verify": [PROGRAM, "ledger", "verify", join(site, "ledger")],
  "plimsoll policy show": [PROGRAM, "policy", "show"],
};
const load = loadavg()[0] ?? 0;
const wallMs = new Map(Object.keys(SUBJECTS).map((name) => [name, [] as number[]]));
for (let round = -1; round < rounds; round += 1)
  for (const [name, words] of Object.entries(SUBJECTS)) {
    const start = startedOnce(words);
    // The first fills the compile cache.
    if (round >= 0) wallMs.get(name)?.push(start.wallMs);
  }
const rows = Object.entries(SUBJECTS).map(([name, words]) => {
  const { modules, cpuMs } = startCost(words);
  return { name, wallMs: figure(wallMs.get(name) ?? []), modules, cpuMs: Math.round(cpuMs) };
});
rmSync(work, { recursive: true });
for (const { name, wallMs: wall, modules, cpuMs } of rows)
  console.log(
    `${name}: ${wall.median} ms [${wall.low}, ${wall.high}], ${modules} modules, ${cpuMs} ms of processor  bar ${BAR_MS} ms`,
  );
if (!values.dry) appendFileSync(HISTORY, `${JSON.stringify(historyLine())}\n`);

function figure(samples: readonly number[]) {
  const sorted = samples.map((ms) => Number(ms.toPrecision(4))).toSorted((left, right) => left - right);
  return { median: sorted[sorted.length >> 1] ?? 0, low: sorted[0] ?? 0, high: sorted.at(-1) ?? 0 };
}

function historyLine(): object {
  return {
    bench: "cli-cold-start",
    date: new Date().toISOString(),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: cpus().length,
      node: process.version,
      loadAverage: Number(load.toFixed(2)),
    },
    rounds,
    barMs: BAR_MS,
    rows,
  };
}
