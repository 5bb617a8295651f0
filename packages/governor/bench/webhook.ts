/**
 * How long an API server waits for the webhook at 1 000 reviews a second, beside OPA with an equivalent policy and beside a bare
 * TLS server of Node, by turns in the same run. Load comes from a process of its own over TLS connections that stay open.
 *
 * Run: node --conditions=@plimsoll/source packages/governor/bench/webhook.ts. Appends one line to bench/history.jsonl; with --dry
 * it does not. OPA: node scripts/install/bench-peers.js. All of it shares the machine's cores.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { cpus, loadavg, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { digestOfValue } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { signFeed } from "../src/token/signed-feed.ts";
import { CertificateAuthority } from "../test/kubernetes/cluster/certificates.ts";
import { GATE, GateRig, ISSUER, modelPod } from "../test/kubernetes/gate-rig.ts";
import { podObject } from "../test/kubernetes/workload-objects.ts";
import type { LoadFigures, LoadPlan } from "./webhook-load.ts";
import type { ServerPlan } from "./webhook-server.ts";
import { HISTORY } from "../../../bench/places.ts";

const OPA = fileURLToPath(new URL("../../../bench/peers/bin/opa", import.meta.url));
const POLICY = fileURLToPath(new URL("webhook.rego", import.meta.url));
const PER_SECOND = 1_000;
/** A site of some size: so many deployments and lineages are in the feed. */
const NAMED = 1_000;
const DENIED_EVERY = 10;
const TARGET_P99_MS = 5;

const { values } = parseArgs({
  options: {
    dry: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
  },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const said = (line: string): void => void process.stderr.write(`${line}\n`);

const rig = new GateRig();
const names = Array.from({ length: NAMED - 1 }, (_, place) => `other-${place}`);
const feed = {
  issuer: ISSUER,
  sequence: { entries: 9, repeat: 0 },
  at: systemClock.wallMs(),
  deployments: ["chat", ...names].map((deployment) => ({ deployment, levelPpm: 1_000_000 as const })),
  lineages: ["line", ...names].map((lineage) => ({ lineage, killEpoch: 0 })),
};

/** Reviews of pods in the size that a real API server sends. The first of every ten carries an expired token. */
function reviewLines(tokens: number): string {
  const lines = Array.from({ length: tokens }, (_, place) => {
    const claims = { jti: `token-${place}` };
    const { iat } = rig.claims();
    const token =
      place % DENIED_EVERY === 0 ? rig.token({ ...claims, iat: iat - 120, exp: iat - 60 }) : rig.token(claims, 900);
    return JSON.stringify(review(`uid-${place}`, podObject(modelPod(token))));
  });
  return `${lines.join("\n")}\n`;
}

/** The first recorded creation of a pod, with another pod in it. */
const recorded = readFileSync(new URL("../test/kubernetes/fixtures/reviews.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as { kind?: string; operation?: string; review: { request: object } })
  .find(({ kind, operation }) => kind === "v1 Pod" && operation === "CREATE")?.review;

function review(uid: string, pod: object): object {
  if (recorded === undefined) throw new Error("no recorded review");
  const object = { apiVersion: "v1", kind: "Pod", ...pod };
  return { ...recorded, request: { ...recorded.request, uid, namespace: "models", object } };
}

interface Server {
  readonly name: string;
  readonly url: string;
  /** Whether it tells good from bad. */
  readonly decides: boolean;
  readonly pid: number;
  close(): void;
}

/** CPU time of a process and its threads, ms. Unlike waiting times it hardly depends on what else the machine does. */
function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13)
    .map(Number);
  return (user + system) * 10;
}

const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
const authority = new CertificateAuthority(folder);
const { certFile, keyFile } = authority.issue("server", "/CN=server");

async function startOwn(kind: ServerPlan["kind"], name: string): Promise<Server> {
  const plan: ServerPlan = { kind, certFile, keyFile, jwks: rig.jwks, feed: signFeed(feed, rig.key), identity: GATE };
  const file = join(folder, `${kind}.json`);
  writeFileSync(file, JSON.stringify(plan));
  const program = fileURLToPath(new URL("webhook-server.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@plimsoll/source", program, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = `https://127.0.0.1:${Number(line)}/review`;
  return { name, url, decides: kind === "webhook", pid: child.pid ?? 0, close: () => child.kill() };
}

async function startOpa(): Promise<Server | null> {
  if (!existsSync(OPA)) return null;
  const data = {
    jwks: JSON.stringify(rig.jwks),
    identity: GATE,
    companions: [digestOfValue("companion")],
    levels: Object.fromEntries(feed.deployments.map(({ deployment, levelPpm }) => [deployment, levelPpm])),
    killEpochs: Object.fromEntries(feed.lineages.map(({ lineage, killEpoch }) => [lineage, killEpoch])),
  };
  writeFileSync(join(folder, "data.json"), JSON.stringify(data));
  const port = await freePort();
  const tls = [`--tls-cert-file=${certFile}`, `--tls-private-key-file=${keyFile}`];
  const address = ["--addr", `https://127.0.0.1:${port}`, "--log-level=error", "--skip-version-check"];
  const child = spawn(OPA, ["run", "--server", ...tls, ...address, POLICY, join(folder, "data.json")], {
    stdio: "inherit",
  });
  const pid = child.pid ?? 0;
  const server = { name: "OPA", url: `https://127.0.0.1:${port}/`, decides: true, pid, close: () => void child.kill() };
  await untilListening(child, port);
  return server;
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  const { connect } = await import("node:net");
  for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
    const socket = connect(port, "127.0.0.1");
    const isUp = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isUp) return;
    await sleep(50);
  }
  throw new Error("OPA does not listen");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function load(server: Server, reviewsFile: string): MeasuredLoad {
  const plan: LoadPlan = {
    url: server.url,
    caFile: authority.certFile,
    reviewsFile,
    perSecond: PER_SECOND,
    seconds,
    warmUp: 1_024,
    deniedEvery: server.decides ? DENIED_EVERY : 0,
  };
  const program = fileURLToPath(new URL("webhook-load.ts", import.meta.url));
  const before = cpuMs(server.pid);
  const out = execFileSync(process.execPath, [program, JSON.stringify(plan)], { encoding: "utf8" });
  const figures = JSON.parse(out) as LoadFigures;
  const cpuUs = (cpuMs(server.pid) - before) * 1_000;
  return { ...figures, cpuUsPerReview: Math.round(cpuUs / (figures.answers + plan.warmUp)) };
}

interface MeasuredLoad extends LoadFigures {
  readonly cpuUsPerReview: number;
}

interface Row {
  readonly server: string;
  readonly tokens: "a hundred" | "each its own";
  readonly rounds: readonly MeasuredLoad[];
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? Number.NaN;

async function measure(): Promise<readonly Row[]> {
  const opa = await startOpa();
  if (opa === null) said("OPA is not there: node scripts/install/bench-peers.js");
  const servers = [
    await startOwn("webhook", "plimsoll"),
    ...(opa === null ? [] : [opa]),
    await startOwn("bare", "bare TLS"),
  ];
  try {
    const few = join(folder, "few.jsonl");
    const many = join(folder, "many.jsonl");
    writeFileSync(few, reviewLines(100));
    const cases = servers.flatMap((server) => [
      { server, tokens: "a hundred" as const, file: few, figures: [] as MeasuredLoad[] },
      { server, tokens: "each its own" as const, file: many, figures: [] as MeasuredLoad[] },
    ]);
    for (let round = 0; round < rounds; round += 1) {
      for (const { server, tokens, file, figures } of cases) {
        // Tokens that nobody has seen: new ones for every load.
        if (file === many) writeFileSync(many, reviewLines(PER_SECOND * seconds + 1_024));
        const figure = load(server, file);
        figures.push(figure);
        said(
          `round ${round + 1}: ${server.name}, ${tokens}: p99 ${figure.p99Ms} ms, ${figure.wrong} wrong, ${figure.failed} failed`,
        );
      }
    }
    return cases.map(({ server, tokens, figures }) => ({ server: server.name, tokens, rounds: figures }));
  } finally {
    for (const server of servers) server.close();
  }
}

try {
  const rows = await measure();
  const typical = rows.map(({ server, tokens, rounds }) => ({
    server,
    tokens,
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
    p99LowestMs: Math.min(...rounds.map(({ p99Ms }) => p99Ms)),
    p99HighestMs: Math.max(...rounds.map(({ p99Ms }) => p99Ms)),
    p999Ms: median(rounds.map(({ p999Ms }) => p999Ms)),
    cpuUsPerReview: median(rounds.map(({ cpuUsPerReview }) => cpuUsPerReview)),
    senderLateP99Ms: median(rounds.map(({ senderLateP99Ms }) => senderLateP99Ms)),
    wrong: rounds.reduce((sum, { wrong, failed }) => sum + wrong + failed, 0),
  }));
  console.table(typical);
  if (typical.some(({ wrong }) => wrong > 0)) throw new Error("a server answered wrongly");
  const own = typical.filter(({ server }) => server === "plimsoll").map(({ p99Ms }) => p99Ms);
  const line = {
    bench: "webhook",
    date: new Date().toISOString(),
    commit: commitOf(),
    machine: machineOf(),
    perSecond: PER_SECOND,
    seconds,
    rows: typical,
    targetP99Ms: TARGET_P99_MS,
    met: Math.max(...own) <= TARGET_P99_MS,
  };
  if (!values.dry) appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function commitOf(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

function machineOf() {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    platform: platform(),
    node: process.version,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
