// Writes docs/benchmarks-ledger.md and its plot from bench/history.jsonl, the newest run in full and the earlier ones in short.
// Run: node bench/ledger-report.ts
import { writeFileSync } from "node:fs";
import type { Figure } from "./figure.ts";
import { type GrowthStep, growthPlot } from "./growth-plot.ts";
import { historyLines } from "./history.ts";
import { pageFile } from "./places.ts";

interface Run {
  readonly bench: "ledger";
  readonly date: string;
  readonly commit: string | null;
  readonly machine: Readonly<Record<"cpu" | "platform" | "node", string>> & { cores: number; loadAverage: number };
  readonly entryBytes: number;
  readonly batchEntries: number;
  readonly commits: {
    readonly rows: readonly {
      readonly name: string;
      readonly singleCommitUs: Figure;
      readonly entriesPerSecond: Figure;
    }[];
    readonly ratioToDisk: Figure;
    readonly groupRatioToDisk: Figure;
    readonly ratioToSqlite: Figure;
    readonly singleToSync: Figure;
  };
  readonly tessera: Readonly<Record<"tessera" | "group" | "decision" | "groupRatio" | "ratio", Figure>> | null;
  readonly proofCheckUs: Figure;
  readonly growth: readonly GrowthStep[];
}

const PAGE = pageFile("benchmarks-ledger.md");
const PLOT = pageFile("benchmarks-ledger-growth.svg");

const count = (value: number): string => Math.round(value).toLocaleString("en").replaceAll(",", " ");
const amount = (value: number): string => (value >= 1_000 ? count(value) : String(value));
const figure = ({ median, low, high }: Figure): string => `${amount(median)} (${amount(low)}–${amount(high)})`;

function page(run: Run, newestFirst: readonly Run[]): string {
  return `# Benchmarks of the ledger

Made by \`npm run bench:ledger\`, which measures, adds a line to \`bench/history.jsonl\` and writes this page from it. Tessera, in Go, comes
from \`node scripts/install/log-peers.js\`; the product does not depend on it.

Newest run: ${run.date.slice(0, 10)}, commit ${run.commit ?? "unknown"}, ${run.machine.cpu} with ${run.machine.cores} cores, ${run.machine.platform},
Node ${run.machine.node.slice(1)}, load ${run.machine.loadAverage} at the start. An entry has ${run.entryBytes} bytes. Figures are medians, with the tenth and the ninetieth
of a hundred in brackets (of Tessera: the lowest and highest round). The subjects take turns; on a shared machine the ratios say more
than the figures, and the disk of such a machine swings by more than ten between runs.

## Targets

| what | target | measured | met |
|---|---|---|---|
${targets(run).join("\n")}

## Durable appending

| what | one entry a commit, µs | entries/s at ${count(run.batchEntries)} a commit |
|---|---|---|
${run.commits.rows.map(({ name, singleCommitUs, entriesPerSecond }) => `| ${name} | ${figure(singleCommitUs)} | ${figure(entriesPerSecond)} |`).join("\n")}

- *One decision* is a decision of ${count(run.batchEntries)} entries, which share leaves of up to 65 535 bytes: what a tick writes. *A group* is as many decisions of one
  entry, each a leaf of its own with a proof of its own, that waited for the same sync.
- The disk row is the limit: the same bytes, made before, written to a file and \`fdatasync\`ed. Every commit of the ledger also hashes the
  tree and signs a checkpoint. SQLite inserts the same texts into one table (WAL, \`synchronous=FULL\`) and proves nothing.
${tesseraLine(run)}
- Checking an offline proof out of a log of a million leaves, with the public key alone, signature included: ${figure(run.proofCheckUs)} µs.

## How cost grows

![Rates and times over the number of entries](benchmarks-ledger-growth.svg)

| entries | append, entries/s | verify, entries/s | prove one, µs | open again, ms | memory, MB |
|---|---|---|---|---|---|
${run.growth.map(({ size, appendPerSecond, verifyPerSecond, proveUs, openMs, memoryMb }) => `| ${[size, appendPerSecond, verifyPerSecond, proveUs, openMs, memoryMb].map(amount).join(" | ")} |`).join("\n")}

In batches of ${count(run.batchEntries)}, in a process of its own (\`--max-semi-space-size=8\`), whose memory is all of Node with the ledger and the verifier in it.

## All runs, the newest first

| date | commit | entries/s | times the disk | times SQLite | times Tessera, a core |
|---|---|---|---|---|---|
${newestFirst.map((one) => `| ${one.date.slice(0, 10)} | ${one.commit ?? "–"} | ${amount(one.commits.rows[1]?.entriesPerSecond.median ?? Number.NaN)} | ${one.commits.ratioToDisk.median} | ${one.commits.ratioToSqlite.median} | ${one.tessera?.ratio.median ?? "–"} |`).join("\n")}
`;
}

const tesseraLine = ({ tessera }: Run): string =>
  tessera === null
    ? "- Tessera was not installed."
    : `- Tessera's POSIX driver on one core (checkpoints each 100 ms), until entries are durable and integrated: ${figure(tessera.tessera)} entries/s. The ledger by turns
  with it, as one decision: ${figure(tessera.decision)}, ${figure(tessera.ratio)} times; as a group, one leaf an entry as Tessera has it:
  ${figure(tessera.group)}, ${figure(tessera.groupRatio)} times.`;

function targets(run: Run): string[] {
  const { commits, tessera, proofCheckUs, growth } = run;
  const rate = commits.rows[1]?.entriesPerSecond;
  const verify = growth.at(-1)?.verifyPerSecond ?? 0;
  const memory = Math.max(...growth.map(({ memoryMb }) => memoryMb));
  return [
    row("of the disk's own limit, at a batch", "≥ 0.5", figure(commits.ratioToDisk), commits.ratioToDisk.median >= 0.5),
    row(
      "times Tessera, a core",
      "≥ 3",
      tessera ? figure(tessera.ratio) : "not measured",
      (tessera?.ratio.median ?? 0) >= 3,
    ),
    row("times bare SQLite inserts", "≥ 1.5", figure(commits.ratioToSqlite), commits.ratioToSqlite.median >= 1.5),
    row("entries/s", "≥ 100 000", rate ? figure(rate) : "–", (rate?.median ?? 0) >= 100_000),
    row("one entry durable, times one sync", "≤ 1.3", figure(commits.singleToSync), commits.singleToSync.median <= 1.3),
    row("checking a proof, µs", "≤ 1 000 + signatures", figure(proofCheckUs), proofCheckUs.median <= 1_000),
    row("verifying the largest, entries/s", "≥ 200 000", amount(verify), verify >= 200_000),
    row("memory at any size, MB", "< 300", amount(memory), memory < 300),
  ];
}

const row = (what: string, target: string, measured: string, met: boolean): string =>
  `| ${what} | ${target} | ${measured} | ${met ? "yes" : "no"} |`;

const runs = historyLines().filter(({ bench }) => bench === "ledger") as unknown as readonly Run[];
const newest = runs.at(-1);
if (newest === undefined) throw new Error("bench/history.jsonl has no run of the ledger yet: npm run bench:ledger");
writeFileSync(PAGE, page(newest, runs.toReversed()));
writeFileSync(PLOT, growthPlot(newest.growth));
