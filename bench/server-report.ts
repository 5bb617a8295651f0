// Runs the bench of packages/server, which adds a line to bench/history.jsonl, and writes docs/benchmarks-server.md from the newest line.
// Run: node bench/server-report.ts, or with --page to write the page again (some five minutes; OPA: scripts/install/bench-peers.js)
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { Figure } from "./figure.ts";
import { type HistoryLine, newestLine, ROOT } from "./history.ts";
import { pageFile } from "./places.ts";

interface Row {
  readonly name: string;
  readonly failed: number;
  readonly perSecond: Figure;
  readonly p50Ms: Figure;
  readonly p99Ms: Figure;
  readonly cpuUsPerRequest: Figure;
}

interface ServerLine extends HistoryLine {
  readonly bench: "server";
  readonly connections: number;
  readonly steadyPerSecond: number;
  readonly closed: readonly Row[];
  readonly steady: readonly Row[];
  readonly streams: { readonly readers: number; readonly p50Ms: number; readonly p99Ms: number };
  readonly firstPaintMs: { readonly median: number; readonly high: number } | null;
  readonly bundleGzipBytes: number;
}

const PAGE = pageFile("benchmarks-server.md");

if (!process.argv.includes("--page"))
  execFileSync(process.execPath, ["--conditions=@plimsoll/source", "packages/server/bench/server.ts"], {
    cwd: ROOT,
    stdio: "inherit",
  });
writeFileSync(PAGE, page(newest()));

function newest(): ServerLine {
  const line = newestLine("server") as ServerLine | undefined;
  if (line === undefined) throw new Error('no line of the bench "server" in bench/history.jsonl');
  return line;
}

function page(line: ServerLine): string {
  const { machine, date, connections, steadyPerSecond } = line;
  return `# Benchmarks of the server

Made by \`npm run bench:server\`, which measures, adds a line to \`bench/history.jsonl\` and writes this page. Subjects take turns in one run on loopback; the load, in Node, shares
the cores with them. Figures are medians of three rounds, with the lowest and the highest in brackets. ${date.slice(0, 10)}, ${machine.cpu} with ${machine.cores} cores, Node
${machine.node.slice(1)}, load ${machine.loadAverage} at the start.

${targets(line)}

What each does with a posted envelope: **plimsoll serve** checks its form, verifies its signature, has the kernel decide, makes the decision durable in a signed Merkle log and
answers with its entries. **Fastify + SQLite** checks the form and makes the text durable; *grouped* with one sync for all that came by one turn. **OPA's server** evaluates a
rule of one line and keeps nothing.

## As fast as it goes, ${connections} connections

${table(line.closed)}

## A steady ${steadyPerSecond} a second

Latency counts from when a request was due, whether the one before was answered or not.

${table(line.steady)}
`;
}

function targets({ closed, steady, streams, firstPaintMs, bundleGzipBytes }: ServerLine): string {
  const fast = closed.find(({ name }) => name === "plimsoll serve");
  const even = steady.find(({ name }) => name === "plimsoll serve");
  const rows: readonly (readonly [string, string, string, boolean])[] = [
    ["signed commands a second, durable", "≥ 2 000", figure(fast?.perSecond), (fast?.perSecond.median ?? 0) >= 2_000],
    ["p99 at half of that, ms", "≤ 25", figure(even?.p99Ms), (even?.p99Ms.median ?? Infinity) <= 25],
    [`an entry at ${streams.readers} event streams, p99 ms`, "≤ 100", short(streams.p99Ms), streams.p99Ms <= 100],
    [
      "first paint of the page, ms",
      "≤ 1 000",
      firstPaintMs === null ? "–" : `${short(firstPaintMs.median)} (highest ${short(firstPaintMs.high)})`,
      firstPaintMs !== null && firstPaintMs.high <= 1_000,
    ],
    ["the page, kB with gzip", "≤ 250", short(bundleGzipBytes / 1_000), bundleGzipBytes <= 250_000],
  ];
  return [
    "| what | target | measured | met |",
    "| --- | --- | --- | --- |",
    ...rows.map(([what, target, measured, met]) => `| ${what} | ${target} | ${measured} | ${met ? "yes" : "no"} |`),
  ].join("\n");
}

function table(rows: readonly Row[]): string {
  return [
    "| what | a second | p50 ms | p99 ms | CPU µs a request | not answered |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map(
      ({ name, perSecond, p50Ms, p99Ms, cpuUsPerRequest, failed }) =>
        `| ${[name, ...[perSecond, p50Ms, p99Ms, cpuUsPerRequest].map(figure), failed].join(" | ")} |`,
    ),
  ].join("\n");
}

function figure(value: Figure | undefined): string {
  return value === undefined ? "–" : `${short(value.median)} (${short(value.low)}–${short(value.high)})`;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
