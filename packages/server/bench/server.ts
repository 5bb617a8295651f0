// Measures the daemon beside OPA's server and a bare Fastify with SQLite: commands a second, latency at a steady rate, event streams,
// first paint. Adds a line to bench/history.jsonl. Run: npm run bench:server
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { builtDashboard } from "@plimsoll/dashboard";
import { HISTORY, isQuick } from "../../../bench/places.ts";
import { closedLoad, type LoadResult, openLoad, quantileMs } from "./load.ts";
import { bundleGzipBytes, firstPaintsMs } from "./page.ts";
import { streamLatencies } from "./streams.ts";
import { daemon, opa, plain, type Subject } from "./subjects.ts";

const ROUNDS = isQuick ? 1 : 3;
const CONNECTIONS = 64;
const COMMANDS = 3_000;
const STEADY_PER_SECOND = 1_000;
const STEADY_COMMANDS = 2_000;
const STREAMS = 500;
const STREAM_COMMANDS = 20;
const PAINTS = 9;

interface Row {
  readonly name: string;
  readonly perSecond: readonly number[];
  readonly p50Ms: readonly number[];
  readonly p99Ms: readonly number[];
  readonly cpuUsPerRequest: readonly number[];
  readonly failed: number;
}

const own = await daemon();
const others = [await plain(own.site, false), await plain(own.site, true), await opa(own.site)];
const subjects: readonly Subject[] = [own, ...others.filter((each) => each !== null)];
const load = loadavg()[0] ?? 0;

const closed = await rounds(
  subjects,
  async (subject) => await closedLoad(subject, bodiesFor(subject, COMMANDS), CONNECTIONS),
);
const steady = await rounds(
  subjects,
  async (subject) => await openLoad(subject, bodiesFor(subject, STEADY_COMMANDS), STEADY_PER_SECOND),
);
const streams = await streamLatencies(own.url, STREAMS, STREAM_COMMANDS, async () => {
  const { answered } = await closedLoad(own, [own.body()], 1);
  if (answered !== 1) throw new Error("a command was not answered");
});
const paints = await firstPaintsMs(`${own.url}/`, PAINTS);
for (const subject of subjects) await subject.stop();

const line = {
  bench: "server",
  date: new Date().toISOString(),
  commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
  machine: {
    cpu: (cpus()[0]?.model ?? "unknown").replaceAll(/\s+/g, " ").slice(0, 40),
    cores: cpus().length,
    node: process.version,
    loadAverage: Math.round(load * 100) / 100,
  },
  connections: CONNECTIONS,
  steadyPerSecond: STEADY_PER_SECOND,
  closed: closed.map(figures),
  steady: steady.map(figures),
  streams: {
    readers: streams.readers,
    p50Ms: rounded(quantileMs(streams.latenciesMs, 0.5)),
    p99Ms: rounded(quantileMs(streams.latenciesMs, 0.99)),
  },
  bundleGzipBytes: bundleGzipBytes(await builtDashboard()),
  firstPaintMs:
    paints === null ? null : { median: rounded(quantileMs(paints, 0.5)), high: rounded(paints.at(-1) ?? 0) },
};
appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
process.stdout.write(`${JSON.stringify(line, null, 2)}\n`);

/** Subjects take turns, the first round warms up and is not counted. */
async function rounds(
  all: readonly Subject[],
  measure: (subject: Subject) => Promise<LoadResult>,
): Promise<readonly Row[]> {
  const results = all.map((): LoadResult[] => []);
  const cpu = all.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [place, subject] of all.entries()) {
      const before = subject.cpuSeconds();
      const result = await measure(subject);
      if (round === 0) continue;
      results[place]?.push(result);
      cpu[place]?.push(((subject.cpuSeconds() - before) * 1e6) / result.answered);
    }
  return all.map(({ name }, place) => rowOf(name, results[place] ?? [], cpu[place] ?? []));
}

function rowOf(name: string, results: readonly LoadResult[], cpuUsPerRequest: readonly number[]): Row {
  return {
    name,
    perSecond: results.map(({ answered, elapsedMs }) => (answered * 1_000) / elapsedMs),
    p50Ms: results.map(({ latenciesMs }) => quantileMs(latenciesMs, 0.5)),
    p99Ms: results.map(({ latenciesMs }) => quantileMs(latenciesMs, 0.99)),
    cpuUsPerRequest,
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** Signed just before they are sent: the site refuses a claim that is 5 s old. */
function bodiesFor(subject: Subject, count: number): readonly string[] {
  return Array.from({ length: count }, () => subject.body());
}

function figures({ name, failed, ...figuresOf }: Row) {
  return {
    name,
    failed,
    ...Object.fromEntries(Object.entries(figuresOf).map(([key, values]) => [key, spread(values)])),
  };
}

function spread(values: readonly number[]) {
  const sorted = values.toSorted((left, right) => left - right);
  return {
    median: rounded(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
    low: rounded(sorted[0] ?? Number.NaN),
    high: rounded(sorted.at(-1) ?? Number.NaN),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
