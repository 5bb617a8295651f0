/**
 * What the kernel costs, beside what general policy engines cost for the same question in the same run.
 *
 * Run: npm run bench:kernel. Prints a table, appends one JSON line to bench/history.jsonl, and docs/benchmarks-kernel.md is made from
 * that. A peer that scripts/install/bench-peers.js has not installed is reported as missing.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { cpus, loadavg, platform } from "node:os";
import { type KernelState, stateDigest } from "@plimsoll/kernel";
import { openCedar } from "./cedar.ts";
import { type Figure, figureOf } from "./figures.ts";
import { reachableBytes } from "./heap.ts";
import { SiteInUse } from "./kernel-subjects.ts";
import { LoadedSite } from "./loaded-site.ts";
import { openOpa } from "./opa.ts";
import type { OpenPeer, Peer, Subject } from "./peer.ts";
import { assertEqualAnswers, type PermitFigures, ratioOf, timePermits } from "./permit.ts";
import { type PermitQuestion, permitQuestions, siteFacts } from "./permit-question.ts";
import { timeReplay } from "./replay.ts";
import { timeSnapshot } from "./snapshot.ts";
import { HISTORY, isQuick } from "../../../bench/places.ts";

const LEASES = isQuick ? 1_000 : 10_000;
const ASKERS_EACH = isQuick ? 50 : 500;
const TICKS = 9;
const DECISIONS_WATCHED = 20_000;

const PEERS: Readonly<Record<string, OpenPeer>> = { Cedar: openCedar, OPA: openOpa };

const said = (line: string): void => void process.stderr.write(`${line}\n`);

/** The site, its ledger folded back, and what is left to ask; nothing holds the first state afterwards. */
function prepared() {
  said(`deciding a site with ${LEASES} live leases`);
  const site = LoadedSite.withLeases(LEASES - ASKERS_EACH);
  const questions = permitQuestions(site.addAskers(ASKERS_EACH));
  if (site.state.leases.size !== LEASES) throw new Error(`the site has ${site.state.leases.size} leases`);
  said(`replaying its ${site.entries.length} entries`);
  const replay = timeReplay(site.entries, stateDigest(site.state));
  return { questions, replay, state: site.state, at: site.at, holders: site.leased };
}

async function openPeers(state: KernelState, at: number): Promise<readonly (readonly [string, Peer | null])[]> {
  const facts = siteFacts(state, at);
  const opening = Object.entries(PEERS).map(async ([name, open]) => [name, await open(facts)] as const);
  return Promise.all(opening);
}

/** What a decision leaves behind for good: receipts, which are the kernel's memory of commands (K-4), and nothing else. */
function retainedBytesPerDecision(site: SiteInUse, subject: Subject, questions: readonly PermitQuestion[]): number {
  const before = { bytes: reachableBytes(), decided: site.decided };
  for (let turn = 0; turn < DECISIONS_WATCHED; turn += 1) {
    const question = questions[turn % questions.length] as PermitQuestion;
    if (subject.prepare(question)() === true) subject.settle?.(question);
  }
  return Math.round((reachableBytes() - before.bytes) / (site.decided - before.decided));
}

interface Row extends PermitFigures {
  readonly system: string;
  readonly way: string;
}

function withRatios(row: Row, kernel: PermitFigures) {
  const { permitP50Rounds, denialP50Rounds, ...figures } = row;
  const toKernel = {
    permit: ratioOf(permitP50Rounds, kernel.permitP50Rounds),
    denial: ratioOf(denialP50Rounds, kernel.denialP50Rounds),
  };
  return { ...figures, toKernel };
}

async function timeEveryone(site: SiteInUse, peers: readonly Peer[], questions: readonly PermitQuestion[]) {
  const own = { name: "Plimsoll", subjects: [site.decideSubject, site.powerSubject] };
  const asked = [own, ...peers].flatMap(({ name, subjects }) => subjects.map((subject) => ({ system: name, subject })));
  const subjects = asked.map(({ subject }) => subject);
  said("checking that all answers are equal");
  const checked = await assertEqualAnswers(subjects, questions);
  said("asking by turns");
  const figures = await timePermits(subjects, questions);
  if (site.leases !== LEASES) throw new Error(`${site.leases} leases are left`);
  const kernel = figures[0] as PermitFigures;
  const rows = asked.map(({ system, subject }, position) =>
    withRatios({ system, way: subject.name, ...(figures[position] as PermitFigures) }, kernel),
  );
  return { checked, rows };
}

/** What reading the clock adds to every latency. */
function clockUs(): number {
  const readings = Array.from({ length: 10_000 }, () => {
    const start = performance.now();
    return (performance.now() - start) * 1_000;
  });
  return figureOf(readings).median;
}

/** The commit, with a plus when the measured sources differ from it; null outside a repository. */
function commit(): string | null {
  const git = (...words: string[]): string =>
    execFileSync("git", ["--no-optional-locks", ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  try {
    const sources = ["packages/kernel/src", "packages/foundation/src"];
    const changed = git("status", "--porcelain", "--", ...sources) !== "";
    return `${git("rev-parse", "--short", "HEAD").trim()}${changed ? "+" : ""}`;
  } catch {
    return null;
  }
}

const machine = () => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  platform: `${platform()} ${process.arch}`,
  node: process.version,
  loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
});

async function measured() {
  const startedOn = { date: new Date().toISOString(), commit: commit(), machine: machine() };
  const { questions, replay, state, at, holders } = prepared();
  const peers = await openPeers(state, at);
  const site = new SiteInUse(state, at);
  const installed = peers.flatMap(([, peer]) => peer ?? []);
  try {
    const permit = await timeEveryone(site, installed, questions);
    const retainedBytes = retainedBytesPerDecision(site, site.decideSubject, questions);
    const tickMs = figureOf(Array.from({ length: TICKS }, () => site.tickMs(holders)));
    const versions = Object.fromEntries(peers.map(([name, peer]) => [name, peer?.version ?? "missing"]));
    return {
      bench: "kernel",
      ...startedOn,
      peers: versions,
      leases: LEASES,
      clockUs: clockUs(),
      permit,
      retainedBytesPerDecision: retainedBytes,
      tickMs,
      replay,
    };
  } finally {
    for (const peer of installed) peer.close();
  }
}

const spread = ({ median, low, high }: Figure): string => `${median} (${low}–${high})`;

const figures = await measured();
said("rebuilding the state of a million entries from its snapshot");
const line = { ...figures, snapshot: isQuick ? null : timeSnapshot() };
appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
console.table(
  line.permit.rows.map(({ system, way, permit, denial, toKernel }) => ({
    system,
    way,
    "permit p50 µs": spread(permit.p50Us),
    "p99 µs": permit.p99Us.median,
    "denial p50 µs": spread(denial.p50Us),
    "denial p99 µs": denial.p99Us.median,
    "times the kernel": `${toKernel.permit.median} / ${toKernel.denial.median}`,
  })),
);
for (const [name, version] of Object.entries(line.peers)) if (version === "missing") console.log(`${name}: missing`);
console.log(`replay, entries/s: ${spread(line.replay.entriesPerSecond)}; digest ${line.replay.digestMs} ms`);
console.log(`tick of ${LEASES} leases, ms: ${spread(line.tickMs)}`);
console.log(`bytes kept per decision: ${line.retainedBytesPerDecision}`);
console.log(line.snapshot === null ? "snapshot: not measured" : `snapshot, ms: ${spread(line.snapshot.rebuildMs)}`);
