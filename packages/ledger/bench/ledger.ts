/**
 * What a durable, provable log costs: beside the disk's own limit, bare SQLite and Tessera in the same run.
 *
 * Run: npm run bench:ledger, or this file with --dir FOLDER --largest 10000000. The folder should lie on the disk in question: a tmpfs makes
 * every sync free. Appends one line to bench/history.jsonl; docs/benchmarks-ledger.md is made from that.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { memoryLedger, verifierKeyOf } from "../src/index.ts";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { checkProof } from "../src/proof/check-proof.ts";
import { encodeTlogProof } from "../src/proof/tlog-proof.ts";
import { diskCommitter, ledgerCommitter, sqliteCommitter, timeCommits } from "./commits.ts";
import { figureOf, typicalOf } from "./figures.ts";
import { sampleEntries, sampleEntry } from "./sample-entries.ts";
import { isTesseraThere, tesseraEntriesPerSecond } from "./tessera.ts";
import { HISTORY, isQuick } from "../../../bench/places.ts";

const GROWTH = fileURLToPath(new URL("growth.ts", import.meta.url));
const SINGLE_COMMITS = 400;
const BATCHES = 80;
const BATCH_ENTRIES = 1_024;
const TESSERA_ENTRIES = 50_000;
const ROUNDS = 3;

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: tmpdir() },
    largest: { type: "string", default: isQuick ? "10000" : "10000000" },
  },
});
const said = (line: string): void => void process.stderr.write(`${line}\n`);

function commitFigures(folder: string) {
  const disk = diskCommitter(folder);
  const committers = [
    disk,
    ledgerCommitter(folder, "one decision"),
    ledgerCommitter(folder, "a group"),
    sqliteCommitter(folder),
  ];
  try {
    said(`${SINGLE_COMMITS} commits of one entry, by turns`);
    disk.prepare(sampleEntries(1));
    const single = timeCommits(committers, SINGLE_COMMITS, sampleEntries(1));
    said(`${BATCHES} commits of ${BATCH_ENTRIES} entries, by turns`);
    disk.prepare(sampleEntries(BATCH_ENTRIES));
    const batched = timeCommits(committers, BATCHES, sampleEntries(BATCH_ENTRIES));
    const perSecond = (times: readonly number[]): number[] => times.map((us) => (BATCH_ENTRIES * 1e6) / us);
    const ratios = (times: readonly number[][], of: number, to: number): number[] =>
      (times[of] ?? []).map((us, turn) => us / (times[to]?.[turn] ?? Number.NaN));
    return {
      rows: committers.map(({ name }, place) => ({
        name,
        singleCommitUs: typicalOf(single[place] ?? []),
        entriesPerSecond: typicalOf(perSecond(batched[place] ?? [])),
      })),
      ratioToDisk: typicalOf(ratios(batched, 0, 1)),
      groupRatioToDisk: typicalOf(ratios(batched, 0, 2)),
      ratioToSqlite: typicalOf(ratios(batched, 3, 1)),
      singleToSync: typicalOf(ratios(single, 1, 0)),
    };
  } finally {
    for (const committer of committers) committer.close();
  }
}

/** Ours, both ways, and Tessera's by turns, each the same number of entries on one core. */
function besideTessera(folder: string) {
  if (!isTesseraThere()) return null;
  const bytes = sampleEntry(0).length;
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    said(`${TESSERA_ENTRIES} entries beside Tessera, round ${round + 1} of ${ROUNDS}`);
    const group = ownEntriesPerSecond(folder, "a group");
    const theirs = tesseraEntriesPerSecond(folder, TESSERA_ENTRIES, bytes, BATCH_ENTRIES);
    return { group, theirs, decision: ownEntriesPerSecond(folder, "one decision") };
  });
  return {
    tessera: figureOf(rounds.map(({ theirs }) => theirs)),
    group: figureOf(rounds.map(({ group }) => group)),
    decision: figureOf(rounds.map(({ decision }) => decision)),
    groupRatio: figureOf(rounds.map(({ group, theirs }) => group / theirs)),
    ratio: figureOf(rounds.map(({ decision, theirs }) => decision / theirs)),
  };
}

function ownEntriesPerSecond(folder: string, as: "one decision" | "a group"): number {
  const batches = Array.from({ length: Math.ceil(TESSERA_ENTRIES / BATCH_ENTRIES) }, (_, batch) =>
    sampleEntries(BATCH_ENTRIES, batch * BATCH_ENTRIES),
  );
  const ours = ledgerCommitter(mkdtempSync(join(folder, "ours-")), as);
  const start = performance.now();
  for (const batch of batches) ours.commit(batch);
  const ms = performance.now() - start;
  ours.close();
  return (1_000 * batches.length * BATCH_ENTRIES) / ms;
}

/** Offline, with the public key alone: one signature and the path through a log of a million leaves. */
function proofCheckUs() {
  said("checking proofs of a log of a million leaves");
  const signingKey = generateSigningKey();
  const ledger = memoryLedger({ origin: "bench", signingKey });
  const decisions = sampleEntries(16_384).map((entry) => ({ cause: null, entries: [entry] }));
  while (ledger.leafCount < 1_000_000) ledger.appendAll(decisions);
  const logKey = verifierKeyOf("bench", signingKey.publicKey.raw);
  const times = Array.from({ length: 400 }, (_, place) => {
    const [found] = ledger.prove(place * 2_500);
    if (found === undefined) throw new Error("no proof");
    const { leafIndex: index, hashes: inclusionProof, checkpoint, leaf } = found;
    const proof = encodeTlogProof({ index, inclusionProof, checkpoint, extra: null });
    const start = performance.now();
    if (!checkProof({ proof, leaf, logKey }).ok) throw new Error("a proof that does not hold");
    return (performance.now() - start) * 1_000;
  });
  return typicalOf(times);
}

/** With a small nursery: what V8 keeps for garbage to come is no memory of the ledger's. */
function growth(folder: string) {
  said(`growing a log to ${values.largest} entries`);
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--max-semi-space-size=8", "--conditions=@plimsoll/source", GROWTH, folder, values.largest],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 20 },
  );
  if (status !== 0) throw new Error("the growing log broke off");
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, number>);
}

function commit(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

const folder = mkdtempSync(join(values.dir, "plimsoll-bench-"));
try {
  const line = {
    bench: "ledger",
    date: new Date().toISOString(),
    commit: commit(),
    machine: {
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      platform: `${platform()} ${process.arch}`,
      node: process.version,
      loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
    },
    entryBytes: sampleEntry(0).length,
    batchEntries: BATCH_ENTRIES,
    commits: commitFigures(folder),
    tessera: besideTessera(folder),
    proofCheckUs: proofCheckUs(),
    growth: growth(folder),
  };
  appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
  process.stdout.write(`${JSON.stringify(line, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
