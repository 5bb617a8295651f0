// Writes docs/benchmarks.md, the report of all benches, from bench/history.jsonl. Pages of the packages are written by their own reports.
// Run: node bench/report.ts
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { short, shown, table } from "./figure.ts";
import { fallenTable } from "./gate-table.ts";
import { type HistoryLine, historyLines, type Machine } from "./history.ts";
import { pageFile } from "./places.ts";
import { type GateRow, judged } from "./ratio-gate.ts";
import type { PeerRatio } from "./ratios/peer-ratio.ts";
import { ownerOf, ratiosOf } from "./ratios/ratios-of.ts";
import { type NamedPeer, PEERS, SUITE } from "./suite.ts";
import { newestTimings, spoken, type TimingLine } from "./timing.ts";

const PLOTS: Readonly<Record<string, string>> = {
  "benchmarks-ledger-growth.svg": "The ledger, by entries",
  "benchmarks-simulation-grid.svg": "A step of ClusterTensor, by the side of its grid",
  "benchmarks-simulation-batch.svg": "A step of ClusterTensor, by environments",
  "benchmarks-sea-trial.svg": "The whole-system simulation, by sites",
  "benchmarks-scale-leases.svg": "A lease, by how many are open",
  "benchmarks-scale-sites.svg": "A site, by how many there are",
  "benchmarks-scale-wire.svg": "Bytes on the wire, by sites",
};

const COMMIT_LENGTH = 7;

interface Measured {
  readonly line: HistoryLine;
  readonly ratios: readonly PeerRatio[];
}

/** The newest line of each bench that has peers. */
function newestLines(lines: readonly HistoryLine[]): readonly Measured[] {
  const newest = [...new Map(lines.map((line) => [line.bench, line])).values()];
  return newest.filter(({ bench }) => ownerOf(bench) !== undefined).map((line) => ({ line, ratios: ratiosOf(line) }));
}

function page(lines: readonly HistoryLine[]): string {
  const [measured, outcome] = [newestLines(lines), judged(lines)];
  return `# Benchmarks

Made by \`npm run bench\`, which installs the peers, runs the benches of all packages one after another, adds their lines to \`bench/history.jsonl\`, judges them, and writes this page and
those of the packages. No part of the product depends on a peer. Ours and its peer take turns in one run, or ours stands beside a limit; on a shared machine the ratios say more than the figures.

## Runs

${runsTable(lines)}

## Peers

${peersTable(measured)}

## Beside the peers

How many times better ours is than the peer in the same run, whatever the unit: above 1 ours is ahead, below 1 the peer is. Medians over rounds, with the lowest and the highest in
brackets where they were recorded. *Before*: the median of up to five earlier runs on the same processor, beside the same version of the peer. What the peers do not do is said on the package's page.

${SUITE.map(({ name }) => ratioSection(name, measured, outcome.rows))
  .filter(Boolean)
  .join("\n\n")}

## Against earlier runs

\`npm run bench:gate\` fails when a ratio falls short of the median of its earlier runs by more than it swung within and between them (at least 15 %, 30 % where no rounds were recorded, at most 50 %). One that fell is no measure for later runs, unless the record says why it stands.

${fallenTable(outcome)}

## How costs grow

${plots()}

## Pages

${SUITE.filter(({ page: file }) => existsSync(pageFile(file)))
  .map(({ name, page: file }) => `- [${name}](${file})`)
  .join("\n")}
`;
}

/** Of each package its newest line of any bench, peers or not. */
function runsTable(lines: readonly HistoryLine[]): string {
  const timings = newestTimings();
  const rows = SUITE.flatMap(({ name }) => {
    const [timing, line] = [timings.get(name), lines.findLast(({ bench }) => isOf(name, bench))];
    // Of a package that was measured by itself since nobody took the time.
    const isTimed = timing !== undefined && (line === undefined || Date.parse(line.date) <= endMsOf(timing));
    const newest = isTimed ? timing : line;
    return newest === undefined ? [] : [runRow(name, newest, isTimed ? timing.seconds : undefined)];
  });
  return table(["package", "day", "commit", "machine", "load at the start", "took"], rows);
}

const isOf = (name: string, bench: string): boolean => ownerOf(bench) === name || bench.startsWith(name);

const endMsOf = ({ date, seconds }: TimingLine): number => Date.parse(date) + seconds * 1_000;

const runRow = (name: string, { date, commit, machine }: HistoryLine, seconds: number | undefined): string[] => [
  name,
  date.slice(0, 10),
  commit?.slice(0, COMMIT_LENGTH) ?? "–",
  machineText(machine),
  String(machine.loadAverage),
  seconds === undefined ? "–" : spoken(seconds),
];

function machineText({ cpu, cores, memoryGb, kernel, node }: Machine): string {
  const known = [memoryGb === undefined ? "" : `${memoryGb} GB`, kernel === undefined ? "" : `Linux ${kernel}`];
  return [`${cpu}, ${cores} cores`, ...known.filter((part) => part !== ""), `Node ${node.slice(1)}`].join(", ");
}

const peersTable = (measured: readonly Measured[]): string =>
  table(
    ["peer", "in the benches of", "version", "installed by", "in the newest run"],
    PEERS.map((peer) => peerRow(peer, measured)),
  );

function peerRow(peer: NamedPeer, measured: readonly Measured[]): string[] {
  const { name, called, packages, installer } = peer;
  const found = packages.map((owner) => ratiosBeside(called, owner, measured));
  const versions = new Set(found.flat().flatMap(({ version }) => version ?? []));
  const missing = packages.filter((_, place) => found[place]?.length === 0);
  const told = missing.length === 0 ? "yes" : `missing from ${missing.join(", ")}`;
  return [name, packages.join(", "), [...versions].join("; ") || pinned(peer), `\`scripts/${installer}\``, told];
}

/** The version that the installer asks for; what it found was no other. */
function pinned({ pin }: NamedPeer): string {
  if (pin === undefined) return "–";
  const [file, before] = pin;
  const text = readFileSync(new URL(`../scripts/${file}`, import.meta.url), "utf8");
  return /^[\w.+-]+/.exec(text.split(before)[1] ?? "")?.[0] ?? "–";
}

const ratiosBeside = (called: RegExp, owner: string, measured: readonly Measured[]): readonly PeerRatio[] =>
  measured
    .filter(({ line }) => ownerOf(line.bench) === owner)
    .flatMap(({ ratios }) => ratios.filter(({ peer, version }) => called.test(peer) || called.test(version ?? "")));

function ratioSection(owner: string, measured: readonly Measured[], judgements: readonly GateRow[]): string {
  const own = measured.filter(({ line }) => ownerOf(line.bench) === owner);
  const rows = own.flatMap(({ line, ratios }) => ratios.map((ratio) => ratioRow(line.bench, ratio, judgements)));
  return rows.length === 0 ? "" : `### ${owner}\n\n${table(["figure", "beside", "times better", "before"], rows)}`;
}

function ratioRow(bench: string, { figure, peer, times }: PeerRatio, judgements: readonly GateRow[]): string[] {
  const judgement = judgements.find((row) => row.bench === bench && row.figure === figure && row.peer === peer);
  const before = judgement?.before ?? null;
  return [figure, peer, shown(times), before === null ? "–" : short(before)];
}

const plots = (): string =>
  Object.entries(PLOTS)
    .filter(([file]) => existsSync(pageFile(file)))
    .map(([file, title]) => `${title}:\n\n![${title}](${file})`)
    .join("\n\n");

writeFileSync(pageFile("benchmarks.md"), page(historyLines()));
