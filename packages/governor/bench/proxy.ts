/**
 * What the gate costs a request, beside Debian's nginx and a bare proxy of node:http in front of the same model server, turn by turn: (i) one
 * that answers at once, which is the worst case, (ii) one with the latency of a model, which streams.
 *
 * Run: node scripts/install/proxy-peers.js, then
 * node --conditions=@plimsoll/source packages/governor/bench/proxy.ts [--rounds 5] [--seconds 3]
 * Appends one line to bench/history.jsonl. wrk, the model server and the proxy share the machine's cores; ratios say more than figures.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  arePeersThere,
  fastUpstream,
  loadOn,
  passingOn,
  peerVersions,
  type Served,
  startNginx,
  startProgram,
} from "./proxy-peers.ts";
import { HISTORY } from "../../../bench/places.ts";

const PORTS = { model: 19_480, nginx: 19_481 };
const CONNECTIONS = 16;
const OVERHEAD_TARGET_PPM = 100_000;
const QUESTION = JSON.stringify({
  model: "m",
  stream: true,
  messages: [{ role: "user", content: "What is the load line of a ship?" }],
});
const ANSWER = JSON.stringify({
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "A mark on the hull. ".repeat(12) } }],
  usage: { prompt_tokens: 20, completion_tokens: 60 },
});

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, seconds: { type: "string", default: "3" } },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const said = (line: string): void => void process.stderr.write(`${line}\n`);

interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

interface Turn {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the proxy alone. */
  readonly cpuUsPerRequest: number;
}

interface Row {
  readonly name: string;
  readonly requestsPerSecond: Figure;
  readonly p50Ms: Figure;
  readonly p99Ms: Figure;
  readonly cpuUsPerRequest: Figure;
  /** Median latency as a multiple of nginx's in the same round. */
  readonly p50TimesNginx: Figure;
  readonly requestsTimesNginx: Figure;
}

/** Every subject once in each round; the first round warms up. */
function measured(folder: string, subjects: Readonly<Record<string, Served>>): readonly Row[] {
  const turns = Object.fromEntries(Object.keys(subjects).map((name) => [name, [] as Turn[]]));
  for (let round = 0; round <= rounds; round += 1) {
    said(`round ${round} of ${rounds}`);
    for (const [name, served] of Object.entries(subjects)) {
      const turn = measuredTurn(folder, served);
      if (round > 0) turns[name]!.push(turn);
    }
  }
  return Object.entries(turns).map(([name, own]) => rowOf(name, own, turns["nginx"]!));
}

function measuredTurn(folder: string, served: Served): Turn {
  const before = served.cpuMs();
  const { errors, requestsPerSecond, p50Ms, p99Ms } = loadOn(folder, served.port, CONNECTIONS, seconds, QUESTION);
  if (errors > 0) throw new Error(`${errors} requests failed`);
  const cpuUsPerRequest = ((served.cpuMs() - before) * 1_000) / (requestsPerSecond * seconds);
  return { requestsPerSecond, p50Ms, p99Ms, cpuUsPerRequest };
}

function rowOf(name: string, turns: readonly Turn[], nginx: readonly Turn[]): Row {
  const figure = (read: (turn: Turn) => number): Figure => figureOf(turns.map((turn) => read(turn)));
  const beside = (read: (turn: Turn) => number): Figure =>
    figureOf(turns.map((turn, round) => read(turn) / read(nginx[round]!)));
  return {
    name,
    requestsPerSecond: figure(({ requestsPerSecond }) => requestsPerSecond),
    p50Ms: figure(({ p50Ms }) => p50Ms),
    p99Ms: figure(({ p99Ms }) => p99Ms),
    cpuUsPerRequest: figure(({ cpuUsPerRequest }) => cpuUsPerRequest),
    p50TimesNginx: beside(({ p50Ms }) => p50Ms),
    requestsTimesNginx: beside(({ requestsPerSecond }) => requestsPerSecond),
  };
}

function figureOf(turns: readonly number[]): Figure {
  const rising = turns.toSorted((left, right) => left - right);
  const at = (place: number): number => Number((rising[place] ?? Number.NaN).toPrecision(4));
  return { median: at(rising.length >> 1), low: at(0), high: at(rising.length - 1) };
}

/** The proxies in front of one model server, and the model server itself. */
async function besideEachOther(folder: string, model: Served): Promise<readonly Row[]> {
  const upstream = `http://127.0.0.1:${model.port}`;
  const proxies = {
    nginx: await startNginx(folder, PORTS.nginx, passingOn(PORTS.nginx, model.port)),
    gate: await startProgram("proxy-gate", ["--upstream", upstream]),
    "bare node:http": await startProgram("proxy-plain", ["--upstream", upstream]),
  };
  try {
    return measured(folder, { "no proxy": model, ...proxies });
  } finally {
    for (const proxy of Object.values(proxies)) await proxy.end();
    await model.end();
    rmSync(join(folder, `nginx-${PORTS.nginx}`), { recursive: true });
  }
}

function commit(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

if (!arePeersThere()) {
  said("nginx and wrk are missing: node scripts/install/proxy-peers.js");
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), "plimsoll-proxy-bench-"));
try {
  const loadAverage = Number((loadavg()[0] ?? 0).toFixed(2));
  const fast = await besideEachOther(folder, await startNginx(folder, PORTS.model, fastUpstream(PORTS.model, ANSWER)));
  const streaming = await besideEachOther(folder, await startProgram("proxy-model", []));
  const line = {
    bench: "proxy",
    date: new Date().toISOString(),
    commit: commit(),
    machine: {
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      platform: `${platform()} ${process.arch}`,
      node: process.version,
      loadAverage,
    },
    peers: peerVersions(),
    connections: CONNECTIONS,
    overheadTargetPpm: OVERHEAD_TARGET_PPM,
    fast,
    streaming,
  };
  appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
  process.stdout.write(`${JSON.stringify(line, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
