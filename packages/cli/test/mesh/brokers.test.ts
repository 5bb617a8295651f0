import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NodeStatus } from "@plimsoll/mesh/node";
import { Certificates } from "../../../mesh/test/transport/certificates.ts";
import { NatsCluster } from "../../../mesh/test/transport/nats-cluster.ts";
import { plimsoll } from "../faults/plimsoll-process.ts";
import { eventually } from "../faults/eventually.ts";
import { MeshTrial } from "./mesh-trial.ts";

// Three nodes as processes, over a real NATS server that speaks TLS only, asks for a certificate and knows one user.
const VARIABLE = "PLIMSOLL_TEST_MESH_PASSWORD";
const PASSWORD = "p4ss-of-the-nodes";
const trial = new MeshTrial();
let certificates: Certificates;
let cluster: NatsCluster;
let guards: readonly string[] = [];
let address = "";

const brokers = (passwordFile = trial.path("password")): readonly string[] => [
  ...cluster.addresses.flatMap((server) => ["--nats", `tls://${server}`]),
  ...cluster.monitors.flatMap((monitor) => ["--nats-monitor", monitor]),
  ...["--nats-user", "mesh", "--nats-password-file", passwordFile],
  ...guards,
];

beforeAll(async () => {
  certificates = new Certificates();
  const [server, client] = [certificates.issue("server"), certificates.issue("client")];
  process.env[VARIABLE] = PASSWORD;
  const tls = {
    certificateFile: server.certificate,
    keyFile: server.key,
    authorityFile: certificates.authority,
  };
  cluster = await NatsCluster.start(1, (text) => text, { tls, clientPassword: { user: "mesh", variable: VARIABLE } });
  const pair = ["--nats-tls-cert", client.certificate, "--nats-tls-key", client.key];
  guards = ["--nats-tls-ca", certificates.authority, ...pair];
  writeFileSync(trial.path("password"), `${PASSWORD}\n`);
  await trial.mesh("init", "trial", "--nodes", "3", "--out", trial.path("trial"), "--dimensions", "8");
  // One is straight only in part: the others have brokers alone, or both.
  const first = await trial.join(trial.node(0), ...brokers(), "--listen", "/ip4/127.0.0.1/tcp/0");
  address = first.address;
  await trial.join(trial.node(1), ...brokers(), "--peer", address, "--echo", "20");
  await trial.join(trial.node(2), ...brokers());
  const isKnown = ({ events, roads }: NodeStatus): boolean => events >= 3 && roads?.brokers?.isUp === true;
  for (const place of [0, 1, 2]) await trial.until(trial.node(place), isKnown, 40_000);
}, 120_000);

afterAll(async () => {
  await trial[Symbol.asyncDispose]();
  await cluster?.close();
  certificates?.[Symbol.dispose]();
}, 30_000);

const ASKED_MAX = 40;

test("ME-521 ME-524 over brokers with TLS and a password an intent is answered, and the work queue has had it", async () => {
  await trial.until(trial.node(0), ({ roads }) => roads?.queue?.isOpen === true);
  await trial.until(trial.node(1), ({ roads }) => roads?.queue?.isOpen === true);
  // Whoever hears of an intent at once may have it before it was offered: then the queue is not needed, and is not asked.
  const offered = async (): Promise<number> =>
    (await trial.until(trial.node(0), () => true)).roads?.queue?.offered ?? 0;
  for (let tries = 0; tries < ASKED_MAX && (await offered()) === 0; tries += 1) {
    const asked = await trial.mesh("intent", `are we here? ${tries}`, "--data", trial.node(0), "--wait");
    expect(asked).toMatchObject({ code: 0, summary: { decided: true, answer: `are we here? ${tries}`, blob: null } });
  }
  const owner = await trial.until(trial.node(0), ({ roads }) => (roads?.queue?.offered ?? 0) > 0);
  expect(owner.roads).toMatchObject({ brokers: { isUp: true, fault: null }, queue: { fault: null } });
  await trial.until(trial.node(1), ({ roads }) => (roads?.queue?.taken ?? 0) > 0);
  const told = await trial.mesh("status", "--data", trial.node(2));
  expect(told.summary).toMatchObject({ roads: { straight: null, brokers: { isUp: true } } });
});

test("ME-521 a node with a false password runs, and says in one line what to mend, without the secret", async () => {
  const [key, false_] = ["fresh", "false-password"].map((name) => trial.path(name)) as [string, string];
  writeFileSync(false_, "s3cret-and-false");
  await trial.mesh("init", "other", "--nodes", "1", "--out", key);
  const { node } = await trial.join(trial.path("fresh", "node-0"), ...brokers(false_));
  await eventually(() => node.stderr.includes("MESH_BROKER_"), 20_000, "a word about the broker");
  expect(node.errorLines()).toEqual([expect.stringMatching(/^MESH_BROKER_REFUSED: .*--nats-password-file/u)]);
  const told = await plimsoll(["mesh", "status", "--data", trial.path("fresh", "node-0")]);
  expect(told.stdout).toMatch(/^brokers +the server said "Authorization Violation"/mu);
  expect(node.stderr + node.stdout + told.stdout).not.toContain("s3cret");
});

test.each([
  ["MESH_ADDRESS", 2, ["--nats", "nats://mesh:hunter2@127.0.0.1:4222"]],
  ["MESH_ADDRESS", 2, ["--nats", "http://127.0.0.1:4222"]],
  ["MESH_BROKER_ACCESS", 1, ["--nats", "nats://127.0.0.1:4222", "--nats-user", "mesh"]],
  ["MESH_BROKER_ACCESS", 1, ["--nats", "nats://127.0.0.1:4222", "--nats-tls-ca", "/nowhere.pem"]],
] as const)("ME-521 %s ends a start at once, with one line and no secret in it", async (code, exit, flags) => {
  await trial.mesh("init", "other", "--nodes", "1", "--out", trial.path(`bad-${flags.join("").length}`));
  const folder = trial.path(`bad-${flags.join("").length}`, "node-0");
  const run = await plimsoll(["mesh", "join", "--data", folder, ...flags]);
  expect(run.end?.code, run.stderr).toBe(exit);
  expect(run.errorLines()).toEqual([expect.stringMatching(new RegExp(`^${code}: `, "u"))]);
  expect(run.stderr).not.toContain("hunter2");
});

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("ME-527 a file is put at one node and got at another, and its digest is its name", async () => {
  const content = randomBytes(1_500_000);
  writeFileSync(trial.path("file"), content);
  const put = await trial.mesh("blob", "put", trial.path("file"), "--data", trial.node(0));
  expect(put).toMatchObject({ code: 0, summary: { digest: sha256(content), bytes: content.length, copies: 2 } });
  const out = trial.path("back");
  const got = await trial.mesh("blob", "get", sha256(content), "--data", trial.node(1), "--out", out);
  expect(got).toMatchObject({ code: 0, summary: { bytes: content.length, file: out } });
  expect(readFileSync(out).equals(content)).toBe(true);
  expect(readdirSync(`${trial.node(1)}/blobs`)).toEqual([sha256(content)]);
  const again = await trial.mesh("blob", "get", sha256(content), "--data", trial.node(1), "--out", out);
  expect(again).toMatchObject({ code: 3, summary: { code: "FILE_EXISTS" } });
});

test("ME-527 what cannot be put or got is refused with a code", async () => {
  const blob = async (...args: readonly string[]) => (await trial.mesh("blob", ...args)).summary["code"];
  writeFileSync(trial.path("small"), "small");
  writeFileSync(trial.path("huge"), "");
  truncateSync(trial.path("huge"), 64 * 1024 * 1024 + 1);
  expect(await blob("put", trial.path("huge"), "--data", trial.node(0))).toBe("BLOB_TOO_LARGE");
  expect(await blob("put", trial.path("nothing"), "--data", trial.node(0))).toBe("FILE_NOT_FOUND");
  expect(await blob("put", trial.path("small"), "--data", trial.node(2))).toBe("MESH_BLOBS_OFF");
  const absent = ["get", "ab".repeat(32), "--out", trial.path("none")];
  expect(await blob(...absent, "--data", trial.node(0))).toBe("BLOB_NOT_FOUND");
  expect(await blob(...absent, "--data", trial.path("nobody"))).toBe("MESH_NODE_NOT_RUNNING");
}, 60_000);

test("ME-526 a prompt that is too long for an event lies in the blob store, and so does its answer", async () => {
  const prompt = "why? ".repeat(80_000);
  writeFileSync(trial.path("prompt"), prompt);
  const asked = await trial.mesh("intent", "--prompt-file", trial.path("prompt"), "--data", trial.node(0), "--wait");
  expect(asked).toMatchObject({ code: 0, summary: { decided: true, blob: sha256(Buffer.from(prompt)) } });
  expect(asked.summary["answer"] === prompt).toBe(true);
  const evidence = trial.path("evidence");
  await trial.mesh("certify", "--data", trial.node(0), "--out", evidence);
  expect(readFileSync(`${evidence}/events.bin`).length).toBeLessThan(20_000);
}, 60_000);

test("ME-523 with the brokers dead a status says so, and two with a straight road go on", async () => {
  await cluster.endAll();
  const status = await trial.until(trial.node(0), ({ roads }) => roads?.brokers?.isUp === false, 30_000);
  expect(status.roads?.straight).toEqual({ connected: 1 });
  const asked = await trial.mesh("intent", "and now?", "--data", trial.node(0), "--wait");
  expect(asked.summary).toMatchObject({ decided: true, answer: "and now?" });
}, 60_000);
