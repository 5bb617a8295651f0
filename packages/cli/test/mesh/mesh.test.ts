import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NodeStatus } from "@plimsoll/mesh/node";
import { statusOf } from "../../src/mesh-tools/ask/ask-status.ts";
import { plimsoll, type PlimsollProcess } from "../faults/plimsoll-process.ts";
import { MeshTrial } from "./mesh-trial.ts";

// One mesh of three, which the tests take through its life one after the other: processes take seconds to start.
const trial = new MeshTrial();
const nodes: PlimsollProcess[] = [];
let address = "";

const isCertified = ({ stable, events }: NodeStatus): boolean => stable?.events === events;

/** The bytes of a stopped node's journal, file by file. */
const journalOf = (folder: string): readonly string[] =>
  readdirSync(join(folder, "journal"))
    .toSorted()
    .map((file) => `${file} ${readFileSync(join(folder, "journal", file)).toString("base64")}`);

beforeAll(async () => {
  const made = await trial.mesh("init", "trial", "--nodes", "3", "--out", trial.path("trial"), "--dimensions", "8");
  expect(made).toMatchObject({
    code: 0,
    summary: { members: 3, folders: [0, 1, 2].map((place) => trial.node(place)) },
  });
  const first = await trial.join(trial.node(0), "--listen", "/ip4/127.0.0.1/tcp/0", "--echo", "50");
  address = first.address;
  const others = [1, 2].map((place) => trial.join(trial.node(place), "--peer", address, "--echo", "50"));
  nodes.push(first.node, ...(await Promise.all(others)).map(({ node }) => node));
  for (const place of [0, 1, 2]) await trial.until(trial.node(place), ({ events }) => events >= 3);
});

afterAll(async () => trial[Symbol.asyncDispose]());

test("ME-400 a folder holds the genesis and a key that only its owner reads, and none is written over", async () => {
  expect(readFileSync(join(trial.node(0), "genesis.cbor"))).toEqual(readFileSync(join(trial.node(2), "genesis.cbor")));
  expect(statSync(join(trial.node(0), "node.pem")).mode & 0o077).toBe(0);
  expect(statSync(join(trial.node(0), "control.sock")).mode & 0o077).toBe(0);
  const again = await trial.mesh("init", "trial", "--nodes", "3", "--out", trial.path("trial"));
  expect(again).toMatchObject({ code: 3, summary: { code: "FILE_EXISTS" } });
});

test("ME-401 a second start on a folder is refused, and so is its recovery", async () => {
  expect(
    await trial.mesh("join", "--data", trial.node(0), "--listen", address.replace(/\/p2p\/.*/u, "")),
  ).toMatchObject({
    code: 3,
    summary: { code: "MESH_FOLDER_IN_USE" },
  });
  const recovery = await trial.mesh("recover", "--data", trial.node(1));
  expect(recovery).toMatchObject({ code: 3, summary: { code: "MESH_FOLDER_IN_USE" } });
});

test("ME-404 an intent is answered, and every node knows by whom", async () => {
  const asked = await trial.mesh("intent", "are we here?", "--data", trial.node(1), "--wait");
  expect(asked).toMatchObject({ code: 0, summary: { decided: true, answer: "are we here?" } });
  const status = await trial.until(trial.node(2), ({ intents }) => intents.decided === 1);
  expect(status).toMatchObject({ orphanedThoughts: 0, overdrafts: 0, epoch: 0 });
  const told = await trial.mesh("status", "--data", trial.node(2));
  expect(told.lines.map(({ type }) => type)).toEqual(["member", "member", "member", "summary"]);
  expect(told.summary).toMatchObject({ members: 3, reachable: 3, intents: { open: 0, decided: 1 } });
});

test("ME-405 events come in their canonical order, and the newest of them where few are asked for", async () => {
  const { lines, summary } = await trial.mesh("events", "--data", trial.node(2), "--limit", "1000");
  const events = lines.slice(0, -1);
  expect(summary).toMatchObject({ shown: events.length, events: events.length });
  const lamports = events.map(({ lamport }) => lamport as number);
  expect(lamports).toEqual(lamports.toSorted((a, b) => a - b));
  expect(events.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["intent.opened", "thought", "intent.decided"]),
  );
  const few = await trial.mesh("events", "--data", trial.node(2), "--limit", "2");
  expect(few.lines.slice(0, -1).map(({ id }) => id)).toEqual(events.slice(-2).map(({ id }) => id));
});

test("ME-406 ME-407 ME-531 evidence of a running node is valid to the separate verifier, and truncated it is not", async () => {
  await trial.until(trial.node(0), isCertified);
  const evidence = trial.path("evidence");
  const { summary } = await trial.mesh("certify", "--data", trial.node(0), "--out", evidence);
  expect(summary).toMatchObject({ hasCertificate: true, from: "socket", anchor: null });
  const verified = await trial.mesh("verify", evidence);
  expect(verified).toMatchObject({ code: 0, summary: { verdict: "valid", events: summary["events"] } });
  expect((await trial.mesh("verify", evidence, "--root", "ab".repeat(32))).code).toBe(3);
  const { stable } = await statusOf(trial.node(0));
  expect((await trial.mesh("verify", evidence, "--root", stable?.digest ?? "")).code).toBe(0);
  const kept = join(evidence, "certificate.cbor");
  expect((await trial.mesh("verify", evidence, "--certificate", kept)).code).toBe(0);
  expect((await trial.mesh("verify", evidence, "--certificate", join(evidence, "events.bin"))).code).toBe(1);
  truncateSync(join(evidence, "events.bin"), statSync(join(evidence, "events.bin")).size - 1);
  expect(await trial.mesh("verify", evidence)).toMatchObject({ code: 3, summary: { verdict: "incomplete" } });
  expect((await trial.mesh("verify", trial.node(0))).summary).toMatchObject({ code: "MESH_FOLDER" });
});

test("ME-403 SIGTERM leaves everything durable, and the journal alone gives the same evidence", async () => {
  const before = await statusOf(trial.node(2));
  const [, , last] = nodes as [PlimsollProcess, PlimsollProcess, PlimsollProcess];
  last.signal("SIGTERM");
  expect(await last.finished()).toEqual({ code: 0, signal: null });
  expect(last.lines().at(-1)).toMatchObject({ type: "summary", ok: true, eventRoot: before.eventRoot });
  expect(existsSync(join(trial.node(2), "control.sock"))).toBe(false);
  const gone = await trial.mesh("status", "--data", trial.node(2));
  expect(gone).toMatchObject({ code: 1, summary: { code: "MESH_NODE_NOT_RUNNING" } });
  const evidence = trial.path("stopped");
  const { summary } = await trial.mesh("certify", "--data", trial.node(2), "--out", evidence);
  expect(summary).toMatchObject({ from: "journal", events: before.events, hasCertificate: true });
  expect((await trial.mesh("verify", evidence)).summary).toMatchObject({
    verdict: "valid",
    eventRoot: before.eventRoot,
  });
});

test("ME-403 kill -9 of a node loses nothing: it comes back with what it had, and catches up", async () => {
  const [, second] = nodes as [PlimsollProcess, PlimsollProcess];
  const before = await statusOf(trial.node(1));
  second.signal("SIGKILL");
  await second.finished();
  const missed = await trial.mesh("intent", "while you were away", "--data", trial.node(0), "--wait");
  expect(missed.summary).toMatchObject({ answer: "while you were away" });
  nodes[1] = (await trial.join(trial.node(1), "--peer", address, "--echo", "50")).node;
  const back = await trial.until(trial.node(1), ({ intents }) => intents.decided === 2);
  expect(back.events).toBeGreaterThan(before.events);
  await trial.untilEqual([trial.node(0), trial.node(1)]);
});

test("ME-409 ME-410 ME-532 S2 a survivor's certificate is rebuilt to the byte, and it goes on in an epoch of its own", async () => {
  for (const node of nodes.slice(0, 2)) {
    node.signal("SIGKILL");
    await node.finished();
  }
  const before = journalOf(trial.node(2));
  const looked = await trial.mesh("recover", "--data", trial.node(2), "--out", trial.path("found"));
  expect(looked).toMatchObject({ code: 0, summary: { byteEqual: true, lostStable: 0, missing: 0, opened: null } });
  expect(journalOf(trial.node(2))).toEqual(before);
  expect((await trial.mesh("verify", trial.path("found"))).summary).toMatchObject({ verdict: "valid" });
  const fresh = (await trial.mesh("key", "--data", trial.path("fresh"))).summary["key"] as string;
  const opened = await trial.mesh("recover", "--data", trial.node(2), "--open-epoch", "--admit", `fresh=${fresh}`);
  expect(opened.summary).toMatchObject({ opened: { epoch: 1, members: 2 } });
  const { roster } = opened.summary["opened"] as { roster: string };
  await trial.join(trial.node(2), "--echo", "50");
  expect(await trial.until(trial.node(2), ({ isWriting }) => isWriting)).toMatchObject({
    epoch: 1,
    roster,
    isDoubled: false,
  });
  const answered = await trial.mesh("intent", "after all", "--data", trial.node(2), "--wait");
  expect(answered.summary).toMatchObject({ answer: "after all" });
});

test("ME-416 an address that cannot be used ends a start at once, with a code and in one line", async () => {
  for (const flags of [
    ["--peer", "nonsense"],
    ["--listen", "/ip4/192.0.2.1/tcp/4700"],
  ]) {
    const run = await plimsoll(["mesh", "join", "--data", trial.node(0), ...flags]);
    expect(run.end?.code).toBe(2);
    expect(run.errorLines(), run.stderr).toEqual([expect.stringMatching(/^MESH_ADDRESS: /u)]);
  }
});

test("ME-412 a mesh of keys that were made elsewhere has them as its members", async () => {
  const keys = ["a", "b"].map(async (name) => (await trial.mesh("key", "--data", trial.path(name))).summary["key"]);
  const [one, other] = (await Promise.all(keys)) as [string, string];
  const members = ["--member", `a=${one}`, "--member", `b=${other}`];
  const made = await trial.mesh("init", "elsewhere", ...members, "--out", trial.path("made"));
  expect(made.lines.slice(0, 2)).toEqual([
    { type: "member", name: "a", key: one },
    { type: "member", name: "b", key: other },
  ]);
  expect(existsSync(trial.path("made", "node.pem"))).toBe(false);
  const twice = await trial.mesh(
    "init",
    "twice",
    ...members.slice(0, 2),
    ...members.slice(0, 2),
    "--out",
    trial.path("x"),
  );
  expect(twice).toMatchObject({ code: 2, summary: { code: "MESH_OPTIONS" } });
});

test("ME-520 a mesh whose certificates could contradict each other is refused before anything is made", async () => {
  const made = await trial.mesh("init", "m", "--nodes", "3", "--survivors", "3", "--out", trial.path("three"));
  expect(made).toMatchObject({ code: 2, summary: { code: "MESH_OPTIONS" } });
  expect(existsSync(trial.path("three"))).toBe(false);
});

test("ME-529 a folder that is no node's, and one whose key or genesis is damaged, are named", async () => {
  await trial.mesh("init", "m", "--nodes", "1", "--out", trial.path("damaged"));
  const folder = trial.path("damaged", "node-0");
  writeFileSync(join(folder, "node.pem"), "no key");
  const said = async (of: string) => (await trial.mesh("join", "--data", of)).summary;
  expect(await said(folder)).toMatchObject({
    code: "KEY_MALFORMED",
    message: expect.stringContaining(join(folder, "node.pem")),
  });
  writeFileSync(join(folder, "genesis.cbor"), "no genesis");
  expect(await said(folder)).toMatchObject({ code: "MESH_GENESIS" });
  expect(await said(trial.path("nowhere"))).toMatchObject({ code: "MESH_FOLDER" });
});

test("ME-529 a port that another program has is named", async () => {
  const port = address.replace(/\/p2p\/.*/u, "");
  await trial.mesh("init", "m", "--nodes", "1", "--out", trial.path("late"));
  const blocker = createServer().listen(Number(port.split("/").at(-1)), "127.0.0.1");
  await Promise.race([once(blocker, "listening"), once(blocker, "error")]);
  const run = await trial.mesh("join", "--data", trial.path("late", "node-0"), "--listen", port);
  blocker.close();
  expect(run).toMatchObject({ code: 2, summary: { code: "MESH_ADDRESS", message: expect.stringContaining(port) } });
});

test("ME-400 every verb has examples in its help", async () => {
  const help = await plimsoll(["mesh", "--help"]);
  const verbs = [...help.stdout.matchAll(/^ {2}(\w+) (?:\[|<)/gmu)].map(([, verb]) => verb as string);
  expect(verbs).toHaveLength(12);
  const blobs = await Promise.all(["put", "get"].map((verb) => plimsoll(["mesh", "blob", verb, "--help"])));
  for (const { stdout } of blobs) expect(stdout).toMatch(/Examples:\n {2}plimsoll mesh blob/u);
  const helps = verbs.filter((name) => name !== "help").map((verb) => plimsoll(["mesh", verb, "--help"]));
  for (const { stdout } of await Promise.all(helps)) expect(stdout).toMatch(/Examples?:\n {2}plimsoll mesh/u);
});
