// Writes docs/benchmarks-kernel.md from bench/history.jsonl, the newest run in full and the earlier ones in short.
// Run: node bench/kernel-report.ts
import { writeFileSync } from "node:fs";
import type { Figure } from "./figure.ts";
import { historyLines } from "./history.ts";
import { pageFile } from "./places.ts";

interface PermitRow {
  readonly system: string;
  readonly way: string;
  readonly permit: { readonly p50Us: Figure; readonly p99Us: Figure };
  readonly denial: { readonly p50Us: Figure; readonly p99Us: Figure };
  readonly toKernel: { readonly permit: Figure; readonly denial: Figure };
}

interface Run {
  readonly bench: "kernel";
  readonly date: string;
  readonly commit: string | null;
  readonly machine: Readonly<Record<"cpu" | "platform" | "node", string>> & { cores: number; loadAverage: number };
  readonly peers: Readonly<Record<string, string>>;
  readonly leases: number;
  readonly clockUs: number;
  /** The first row is the kernel's `decide`. */
  readonly permit: { readonly checked: number; readonly rows: readonly [PermitRow, ...PermitRow[]] };
  readonly retainedBytesPerDecision: number;
  readonly tickMs: Figure;
  readonly replay: {
    readonly entries: number;
    readonly entriesPerSecond: Figure;
    readonly digestMs: number;
    readonly mixturePerThousand: Readonly<Record<string, number>>;
  };
  readonly snapshot: {
    readonly entries: number;
    readonly writeMs: Figure;
    readonly rebuildMs: Figure;
    readonly bytes: number;
  } | null;
}

const PAGE = pageFile("benchmarks-kernel.md");

const TARGETS = { permitP50Us: 5, permitP99Us: 100, entriesPerSecond: 300_000, rebuildMs: 1_000, peerRatio: 10 };

function page(run: Run, earlier: readonly Run[]): string {
  return `# Benchmarks of the kernel

Made by \`npm run bench:kernel\`, which measures, adds a line to \`bench/history.jsonl\` and writes this page from it. The policy engines
come from \`node scripts/install/bench-peers.js\` (npm, and Go for OPA); the product does not depend on them.

Newest run: ${run.date.slice(0, 10)}, commit ${commitOf(run)}, ${run.machine.cpu} with ${run.machine.cores} cores, ${run.machine.platform},
Node ${run.machine.node.slice(1)}, load ${run.machine.loadAverage} at the start. ${peersOf(run)}
Figures are medians over rounds, with the lowest and highest round in brackets. On a shared machine the ratios say more than the figures: the
subjects take turns within each round.

## Targets

| what | target | measured | met |
|---|---|---|---|
${targetRows(run).join("\n")}

## The permit question

May this run get a training lease on this node now? Asked of a site with ${count(run.leases)} live leases, made by the kernel command by command. Half of
the questions are permitted (\`full\` or \`research\`), half are denied: unproven, paused, ended, already leased, killed or unknown run, or a
key without the role. All ${count(run.permit.checked)} answers were compared before anything was timed; one that differs ends the run.

| system | way | permit p50 µs | p99 µs | denial p50 µs | p99 µs | p50, times \`decide\`: permit, denial |
|---|---|---|---|---|---|---|
${run.permit.rows.map(permitRow).join("\n")}

What differs, so that nobody reads more into the table than it says:

- \`decide\` parses the command, checks idempotency, roles and rule, and makes the entries and the next state. The peers
  answer a query on given data: nothing is parsed from outside, remembered or written.
- \`power\` is the kernel's answer alone, with look-ups of role, lease and run: the nearest thing to what the peers do.
- The kernel works out the band from the window sets at each question. The peers get it ready, as an attribute of the run.
- The state goes on with each decision, and a granted lease is ended before the next question, outside the measured time. The peers'
  data stand still.
- Cedar runs as the WASM of its npm package, not as native Rust, and this package holds a parsed policy but no entities: they come with
  every question. Its best use is to be handed the two that matter, found by the caller for free.
- OPA holds its data: as WASM in the same process, and as its own Go server over one kept-open loopback connection.
- Reading the clock is in every figure: ${run.clockUs} µs.

A decision leaves ${run.retainedBytesPerDecision} bytes behind. A tick that renews ${count(run.leases)} leases takes ${figure(run.tickMs)} ms.

## Replay

${count(run.replay.entries)} decoded entries, \`entries.reduce(apply, emptyState())\` on one core: ${figure(run.replay.entriesPerSecond)} entries a second. The digest, taken once
at the end and outside the rate, takes ${count(run.replay.digestMs)} ms and equals that of the decisions. Of a thousand entries:
${mixtureOf(run)}.

## Snapshot

${snapshotOf(run)}

## All runs, the newest first

| date | commit | permit p50 µs | p99 µs | best Cedar, times | best OPA, times | replay, entries/s | rebuild ms |
|---|---|---|---|---|---|---|---|
${earlier.map(historyRow).join("\n")}
`;
}

const commitOf = ({ commit }: Run): string => commit ?? "unknown";

const peersOf = ({ peers }: Run): string =>
  `${Object.entries(peers)
    .map(([name, version]) => (version === "missing" ? `${name} is missing` : `${name} ${version}`))
    .join(", ")}.`;

const count = (value: number): string => Math.round(value).toLocaleString("en").replaceAll(",", " ");
const amount = (value: number): string => (value >= 1_000 ? count(value) : String(value));
const figure = ({ median, low, high }: Figure): string => `${amount(median)} (${amount(low)}–${amount(high)})`;
const latency = ({ p50Us, p99Us }: PermitRow["permit"]): string => `${figure(p50Us)} | ${amount(p99Us.median)}`;

const permitRow = ({ system, way, permit, denial, toKernel }: PermitRow): string =>
  `| ${system} | ${way} | ${latency(permit)} | ${latency(denial)} | ${amount(toKernel.permit.median)}, ${amount(toKernel.denial.median)} |`;

const ownRow = (run: Run): PermitRow => run.permit.rows[0];

/** The peer's fastest way to the answer, as the kernel's worst comparison; undefined when it was missing. */
const bestOf = (run: Run, peer: string): PermitRow | undefined =>
  run.permit.rows
    .filter(({ system }) => system === peer)
    .toSorted((left, right) => left.permit.p50Us.median - right.permit.p50Us.median)[0];

function targetRows(run: Run): string[] {
  const { p50Us, p99Us } = ownRow(run).permit;
  const rebuild = run.snapshot?.rebuildMs;
  return [
    targetRow("permit, p50", `≤ ${TARGETS.permitP50Us} µs`, p50Us, (us) => us <= TARGETS.permitP50Us),
    targetRow("permit, p99", `≤ ${TARGETS.permitP99Us} µs`, p99Us, (us) => us <= TARGETS.permitP99Us),
    ...Object.keys(run.peers).map((peer) => {
      const ratio = bestOf(run, peer)?.toKernel.permit;
      return targetRow(`best ${peer}, times a permit`, `≥ ${TARGETS.peerRatio}`, ratio, (x) => x >= TARGETS.peerRatio);
    }),
    targetRow(
      "replay, entries/s",
      `≥ ${count(TARGETS.entriesPerSecond)}`,
      run.replay.entriesPerSecond,
      (rate) => rate >= TARGETS.entriesPerSecond,
    ),
    targetRow("snapshot of 1 000 000 entries, ms", `≤ 1 000`, rebuild, (ms) => ms <= TARGETS.rebuildMs),
  ];
}

const targetRow = (
  what: string,
  target: string,
  value: Figure | undefined,
  met: (median: number) => boolean,
): string =>
  value === undefined
    ? `| ${what} | ${target} | not measured | – |`
    : `| ${what} | ${target} | ${figure(value)} | ${met(value.median) ? "yes" : "no"} |`;

const MIXTURE_SHARE_MIN = 5;
const MIXTURE_PER_LINE = 5;

function mixtureOf({ replay }: Run): string {
  const shares = Object.entries(replay.mixturePerThousand)
    .filter(([, share]) => share >= MIXTURE_SHARE_MIN)
    .toSorted(([, left], [, right]) => right - left)
    .map(([kind, share], place) => `${place > 0 && place % MIXTURE_PER_LINE === 0 ? "\n" : ""}${share} \`${kind}\``);
  return `${shares.join(", ").replaceAll(", \n", ",\n")}, and less of others`;
}

const snapshotOf = ({ snapshot }: Run): string =>
  snapshot === null
    ? "Not measured."
    : `The state of ${count(snapshot.entries)} entries, ${count(snapshot.bytes)} bytes: written in ${figure(snapshot.writeMs)} ms, rebuilt to the same digest in
${figure(snapshot.rebuildMs)} ms.`;

function historyRow(run: Run): string {
  const { p50Us, p99Us } = ownRow(run).permit;
  const ratios = ["Cedar", "OPA"].map((peer) => bestOf(run, peer)?.toKernel.permit.median ?? "–");
  const rebuild = run.snapshot?.rebuildMs.median ?? "–";
  const replay = count(run.replay.entriesPerSecond.median);
  return `| ${[run.date.slice(0, 10), commitOf(run), p50Us.median, p99Us.median, ...ratios, replay, rebuild].join(" | ")} |`;
}

const runs = historyLines().filter(({ bench }) => bench === "kernel") as unknown as readonly Run[];
const newest = runs.at(-1);
if (newest === undefined) throw new Error("bench/history.jsonl has no run yet: npm run bench:kernel");
writeFileSync(PAGE, page(newest, runs.toReversed()));
