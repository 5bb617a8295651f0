import { existsSync } from "node:fs";
import { join } from "node:path";
import type { NodeStatus } from "@plimsoll/mesh/node";
import { verifyLedger } from "@plimsoll/verifier";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { entriesIn } from "../faults/kept-ledger.ts";
import { plimsoll, PlimsollProcess } from "../faults/plimsoll-process.ts";
import { MeshTrial } from "../mesh/mesh-trial.ts";
import { reportOf } from "../../src/mesh-tools/site/ask-site.ts";
import { NatsCluster } from "../../../mesh/test/transport/nats-cluster.ts";
import { type Answer, ask, post } from "../../../server/test/kit/ask.ts";
import { eventually, wait } from "../../../server/test/kit/eventually.ts";
import { Signer } from "../../../server/test/kit/signer.ts";

// Three nodes as processes over a real NATS server; one of them is a daemon.
const SLOW = { timeout: 180_000 };
const trial = new MeshTrial();
const started: PlimsollProcess[] = [];
let cluster: NatsCluster;
let brokers: readonly string[] = [];
let daemon: PlimsollProcess;
let url = "";

const data = () => trial.node(0);

async function serve(...flags: readonly string[]): Promise<{ daemon: PlimsollProcess; url: string }> {
  const serving = new PlimsollProcess(["serve", "--data", data(), "--port", "0", "--no-page", "--json", ...flags]);
  started.push(serving);
  const line = await serving.reached("listening");
  if (line === undefined) throw new Error(`the daemon ended: ${serving.stderr}`);
  return { daemon: serving, url: String(line["url"]) };
}

const isReady = async (): Promise<boolean> => (await ask(url, "/readyz")).status === 200;

/** A command of a site that anybody may see the effect of. @param log default: the site's own */
function accredit(lab: string, log?: string) {
  const body = { type: "lab.accredit", lab, labKey: LAB_KEY.keyId, headcount: 3, baselineComputeUnits: 0 };
  const bonds = { persons: [], hardwareRoots: [], meters: [] };
  const keys = ["operator-1", "operator-2"];
  return new Signer(data()).command(`lab.accredit:${lab}`, { ...body, ...bonds }, keys, { log: log ?? origin });
}
const LAB_KEY = generateSigningKey();
let origin = "";

const kindsAt = async (folder: string): Promise<readonly unknown[]> =>
  (await trial.mesh("site", "entries", "--data", folder, "--site", "berlin")).lines.map(
    ({ entry }) => (entry as { kind?: unknown } | undefined)?.kind,
  );

beforeAll(async () => {
  cluster = await NatsCluster.start(1);
  brokers = cluster.addresses.flatMap((address) => ["--nats", `nats://${address}`]);
  await trial.mesh(
    ...["init", "trial", "--nodes", "3", "--out", trial.path("trial"), "--dimensions", "8"],
    ...["--site", "berlin=node-0", "--site", "oslo=node-1"],
  );
  const { node } = await trial.join(data(), ...brokers);
  for (const place of [1, 2]) await trial.join(trial.node(place), ...brokers);
  await eventually(async () => (await reportOf(data())).stop === null, 60_000, "a site that decides");
  expect((await trial.mesh("site", "open", "--data", data())).code).toBe(0);
  origin = (await reportOf(data())).log;
  node.signal("SIGTERM");
  await node.finished();
  ({ daemon, url } = await serve(...brokers));
  await eventually(isReady, 60_000, "a daemon that is ready");
}, 180_000);

afterAll(async () => {
  for (const process of started) await process[Symbol.asyncDispose]();
  await trial[Symbol.asyncDispose]();
  await cluster?.close();
}, 60_000);

test("SVR-52 a command is decided by the node's site, once, and the other nodes hold it", SLOW, async () => {
  const first = await post(url, "/v1/commands", accredit("acme"));
  expect(first.status, first.text).toBe(200);
  expect(first.json()).toMatchObject({ decision: "decided", entries: [{ kind: "lab.accredited", lab: "acme" }] });
  const again = await post(url, "/v1/commands", accredit("acme"));
  expect(again.json()).toEqual({ decision: "repeated", firstEntry: first.json()["firstEntry"] });
  const other = await post(url, "/v1/commands", accredit("acme-2", "plimsoll.local/site"));
  expect([other.status, other.json()["code"]]).toEqual([401, "OTHER_LOG"]);
  await eventually(async () => (await kindsAt(trial.node(1))).includes("lab.accredited"), 20_000, "the others hold it");
  expect((await ask(url, "/v1/labs/acme")).json()["item"]).toMatchObject({ lab: "acme" });
});

test("SVR-51 what a process of this machine hands in is decided by the same site", SLOW, async () => {
  const handedIn = await plimsoll(["lab", "accredit", "handed-in", "--data", data(), "--json"]);
  expect(handedIn.lines().at(-1), handedIn.stderr).toMatchObject({ ok: true });
  expect((await ask(url, "/v1/labs/handed-in")).status).toBe(200);
});

test("SVR-50 commands that come at once are all decided, and the daemon answers meanwhile", SLOW, async () => {
  const labs = Array.from({ length: 20 }, (_, number) => `at-once-${number}`);
  let slowestMs = 0;
  const asking = new AbortController();
  const looking = (async () => {
    while (!asking.signal.aborted) {
      const fromMs = performance.now();
      expect((await ask(url, "/healthz")).status).toBe(200);
      slowestMs = Math.max(slowestMs, performance.now() - fromMs);
      await wait(10);
    }
  })();
  const answers = await Promise.all(labs.map(async (lab) => await post(url, "/v1/commands", accredit(lab))));
  asking.abort();
  await looking;
  expect(answers.map(({ status }) => status)).toEqual(labs.map(() => 200));
  console.info(`SVR-52  slowest /healthz beside 20 commands of a mesh: ${Math.round(slowestMs)} ms`);
  expect(slowestMs).toBeLessThan(2_000);
});

test("the ledger of the folder verifies, and holds what the mesh holds", SLOW, async () => {
  const verdict = verifyLedger(join(data(), "ledger"));
  expect(verdict).toMatchObject({ ok: true, origin });
  const kinds = entriesIn(join(data(), "ledger")).map(({ kind }) => kind);
  const held = async () => (await kindsAt(trial.node(1))).filter((kind) => kind !== undefined);
  await eventually(async () => (await held()).length >= kinds.length);
  // The daemon may have closed something meanwhile.
  expect((await held()).slice(0, kinds.length)).toEqual(kinds);
});

test("a tick with nothing to close leaves nothing in the mesh", SLOW, async () => {
  const before = (await ask(url, "/v1/site")).json()["entries"];
  await wait(3_500);
  expect((await ask(url, "/v1/site")).json()["entries"]).toBe(before);
  expect(await isReady()).toBe(true);
});

const meshOf = (answer: Answer): Readonly<Record<string, unknown>> => answer.json();

test("GET /v1/mesh tells node, peers, frontier and data-loss window as the node tells them", SLOW, async () => {
  const told = meshOf(await ask(url, "/v1/mesh"));
  expect(told).toMatchObject({ joined: true, node: "node-0", isWriting: true, isDoubled: false, isBrokerUp: true });
  const nodes = told["nodes"] as readonly { node: string; state: string; lastHeardAt: number | null }[];
  expect(nodes.map(({ node, state }) => [node, state])).toEqual([
    ["node-0", "live"],
    ["node-1", "live"],
    ["node-2", "live"],
  ]);
  // A node of which no event came since this start was not heard: null, and no time that somebody made up.
  await trial.mesh("intent", "are we here?", "--data", trial.node(1));
  const heardOf = async (name: string): Promise<number | null> => {
    const { nodes: now } = meshOf(await ask(url, "/v1/mesh")) as { nodes: typeof nodes };
    return now.find(({ node }) => node === name)?.lastHeardAt ?? null;
  };
  await eventually(async () => (await heardOf("node-1")) !== null, 20_000, "node-1 is heard");
  expect(Math.abs(((await heardOf("node-1")) ?? 0) - Date.now())).toBeLessThan(30_000);
  const status = (await trial.mesh("status", "--data", data())).summary as unknown as NodeStatus;
  expect(told["mesh"]).toBe(status.mesh);
  expect(Object.keys(told["frontier"] as object)).toEqual(["node-0", "node-1", "node-2"]);
  expect(told["dataLossEvents"]).toEqual(expect.any(Number));
  expect(told["dataLossWindowMs"]).toEqual(expect.any(Number));
});

test("SVR-2 readers beside it serve the same folder, tell the same mesh, and decide nothing", SLOW, async () => {
  const reader = await serve("--read-only");
  const [own, beside] = await Promise.all([ask(url, "/v1/mesh"), ask(reader.url, "/v1/mesh")]);
  expect(meshOf(beside)).toMatchObject({ joined: true, node: "node-0", mesh: meshOf(own)["mesh"] });
  expect((await ask(reader.url, "/v1/labs/acme")).status).toBe(200);
  const refused = await post(reader.url, "/v1/commands", accredit("by-reader"));
  expect([refused.status, refused.json()["code"]]).toEqual([403, "READ_ONLY"]);
  const second = new PlimsollProcess(["serve", "--data", data(), "--port", "0", "--no-page", "--json"]);
  started.push(second);
  expect((await second.finished()).code).toBe(1);
  expect(second.stdout + second.stderr).toContain("DATA_IN_USE");
  reader.daemon.signal("SIGTERM");
  expect((await reader.daemon.finished()).code).toBe(0);
});

test("SVR-4 kill -9 loses nothing that was answered, and the daemon that follows goes on", SLOW, async () => {
  const before = await post(url, "/v1/commands", accredit("before-the-kill"));
  expect(before.status, before.text).toBe(200);
  daemon.signal("SIGKILL");
  await daemon.ended;
  ({ daemon, url } = await serve(...brokers));
  await eventually(isReady, 60_000, "a daemon that is ready again");
  expect((await ask(url, "/v1/labs/before-the-kill")).status).toBe(200);
  const again = await post(url, "/v1/commands", accredit("before-the-kill"));
  expect(again.json()).toMatchObject({ decision: "repeated", firstEntry: before.json()["firstEntry"] });
  expect((await post(url, "/v1/commands", accredit("after-the-kill"))).status).toBe(200);
  expect(verifyLedger(join(data(), "ledger"))).toMatchObject({ ok: true });
});

test("without its broker it answers, tells who is silent, and says so", SLOW, async () => {
  await cluster.servers[0]?.end("SIGKILL");
  const silent = async (): Promise<boolean> => {
    const told = meshOf(await ask(url, "/v1/mesh"));
    const nodes = told["nodes"] as readonly { state: string }[];
    return told["isBrokerUp"] === false && nodes.filter(({ state }) => state === "suspect").length === 2;
  };
  await eventually(silent, 60_000, "a mesh that is silent");
  const fromMs = performance.now();
  const command = await post(url, "/v1/commands", accredit("while-alone"));
  expect([200, 409, 503]).toContain(command.status);
  if (command.status !== 200) expect(command.json()["retryable"]).toBe(true);
  expect(performance.now() - fromMs).toBeLessThan(20_000);
  expect((await ask(url, "/healthz")).status).toBe(200);
  cluster.servers[0]?.start();
  await eventually(async () => !(await silent()), 60_000, "a mesh that is heard again");
});

test("SVR-22 beside a node that does not run the mesh is not known, and no empty one", SLOW, async () => {
  const reader = await serve("--read-only");
  expect((await ask(reader.url, "/v1/mesh")).status).toBe(200);
  daemon.signal("SIGKILL");
  await daemon.ended;
  const told = await ask(reader.url, "/v1/mesh");
  expect([told.status, told.json()["code"]], told.text).toEqual([503, "MESH_NODE_NOT_RUNNING"]);
  expect((await ask(reader.url, "/v1/labs/acme")).status).toBe(200);
  ({ daemon, url } = await serve(...brokers));
  await eventually(isReady, 60_000, "a daemon that is ready again");
});

test("SVR-4 it ends politely, and nothing of it stays behind", SLOW, async () => {
  daemon.signal("SIGTERM");
  expect((await daemon.finished()).code, daemon.stderr).toBe(0);
  expect(daemon.lines().at(-1)).toMatchObject({ type: "summary", ok: true });
  expect(existsSync(join(data(), "control.sock"))).toBe(false);
  expect(verifyLedger(join(data(), "ledger"))).toMatchObject({ ok: true });
});
