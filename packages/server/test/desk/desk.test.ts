import fs from "node:fs";
import { Agent, request } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { connect } from "node:net";
import type { SignedCommand } from "@plimsoll/ledger";
import { verifyLedger } from "@plimsoll/verifier";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ask, codeIn, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { eventually } from "../kit/eventually.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { judgement, JUDGES, Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const template = new TemporaryFolder();
beforeAll(() => makePlainSite(`${template.path}/site`));
afterAll(() => template[Symbol.dispose]());

let folder: TemporaryFolder;
let data: string;
let daemon: TestDaemon;
let signer: Signer;

beforeEach(async () => {
  folder = new TemporaryFolder();
  data = folder.copyOf(`${template.path}/site`);
  daemon = await startDaemon(data);
  signer = new Signer(data);
});

afterEach(async () => {
  mendDisk();
  await daemon.stop();
  folder[Symbol.dispose]();
});

const { fdatasyncSync } = fs;
let syncs = 0;

/** From now on every sync does this: what a broken disk, or a slow one, does. */
function breakDisk(sync: (descriptor: number) => void): void {
  fs.fdatasyncSync = sync;
  syncBuiltinESMExports();
}

function mendDisk(): void {
  breakDisk(fdatasyncSync);
}

const judge = (place: number): SignedCommand => signer.command(`judge-${place}`, judgement(place), JUDGES);
const judgeAll = (count: number): readonly SignedCommand[] => Array.from({ length: count }, (_, place) => judge(place));

interface Told {
  readonly status: number;
  readonly text: string;
}

/** Sends all at once over some connections. */
async function sendAll(commands: readonly SignedCommand[]): Promise<readonly Told[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  try {
    return await Promise.all(commands.map(async (command) => await sendBy(agent, command)));
  } finally {
    agent.destroy();
  }
}

function sendBy(agent: Agent, command: SignedCommand): Promise<Told> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = request(`${daemon.url}/v1/commands`, { agent, method: "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.once("error", reject);
    sent.end(JSON.stringify(command));
  });
}

const firstEntryIn = ({ text }: Told): number => (JSON.parse(text) as { firstEntry: number }).firstEntry;

test("SVR-50 several hundred at once take few syncs, and each is answered with an entry of its own", async () => {
  const commands = judgeAll(400);
  breakDisk((descriptor) => {
    syncs += 1;
    fdatasyncSync(descriptor);
  });
  syncs = 0;
  const answers = await sendAll(commands);
  expect(syncs).toBeLessThan(200);
  expect(syncs).toBeGreaterThan(0);
  expect(answers.map(({ status }) => status)).toEqual(commands.map(() => 200));
  const places = answers.map(firstEntryIn).toSorted((one, other) => one - other);
  // One entry each; a tick may stand between.
  expect(new Set(places).size).toBe(commands.length);
  expect((places.at(-1) ?? 0) - (places[0] ?? 0)).toBeLessThan(commands.length + 5);
});

test("SVR-50 on one connection they are decided in the order of their coming", async () => {
  const { hostname, port } = new URL(daemon.url);
  const socket = connect(Number(port), hostname);
  const requests = judgeAll(40).map((command) => {
    const body = JSON.stringify(command);
    return `POST /v1/commands HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  });
  socket.write(requests.join(""));
  let text = "";
  socket.setEncoding("utf8").on("data", (part: string) => (text += part));
  const places = (): readonly number[] => [...text.matchAll(/"firstEntry":(\d+)/g)].map(([, place]) => Number(place));
  await eventually(() => places().length === requests.length);
  socket.destroy();
  const [first = 0] = places();
  expect(places()).toEqual(requests.map((_, place) => first + place));
});

test("SVR-50 nobody is answered before the sync", async () => {
  const told: string[] = [];
  breakDisk((descriptor) => {
    told.push("sync");
    fdatasyncSync(descriptor);
    told.push("synced");
  });
  const answers = judgeAll(30).map(async (command) => {
    const answer = await post(daemon.url, "/v1/commands", command);
    told.push(`answer ${answer.status}`);
  });
  await Promise.all(answers);
  expect(told[0]).toBe("sync");
  expect(told.indexOf("answer 200")).toBeGreaterThan(told.indexOf("synced"));
  // What is on the disk by then is what was answered.
  expect(told.filter((each) => each === "answer 200").length).toBe(30);
});

test("SVR-50 SVR-152 a failed sync answers everybody with 503, decides nothing, and ends the deciding", async () => {
  const before = (await ask(daemon.url, "/v1/entries?limit=500")).json<{ items: readonly object[] }>().items.length;
  breakDisk(() => {
    throw Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });
  });
  const answers = await sendAll(judgeAll(50));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  expect(new Set(answers.map(({ text }) => (JSON.parse(text) as { code: string }).code))).toEqual(
    new Set(["LEDGER_IO_FAILED"]),
  );
  const site = (await ask(daemon.url, "/v1/site")).json<{ entries: number }>();
  expect(site.entries).toBe(before);
  await eventually(async () => (await ask(daemon.url, "/readyz")).status === 503, 5_000);
  // A disk that is well again changes nothing: nobody knows what the failed write left behind.
  mendDisk();
  const later = await post(daemon.url, "/v1/commands", judge(51));
  expect([later.status, codeIn(later)]).toEqual([503, "LEDGER_IO_FAILED"]);
  const ready = await ask(daemon.url, "/readyz");
  expect(ready.json()).toMatchObject({ status: "unready", reasons: ["tick: LEDGER_IO_FAILED"] });
  expect((await ask(daemon.url, "/healthz")).status).toBe(200);
  for (const { text } of [later, ready, ...answers]) expect(text).not.toContain(folder.path);
  expect(daemon.logText()).toContain("LEDGER_IO_FAILED");
});

test("SVR-4 after a failed sync the next daemon has what was answered, and decides again", async () => {
  const answered = await sendAll(judgeAll(20));
  breakDisk(() => {
    throw Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });
  });
  await sendAll([judge(30), judge(31)]);
  mendDisk();
  await daemon.stop();
  daemon = await startDaemon(data);
  for (const each of answered) {
    const { entries } = JSON.parse(each.text) as { entries: readonly object[] };
    const seen = await ask(daemon.url, `/v1/entries/${firstEntryIn(each)}`);
    expect(seen.json()).toMatchObject({ item: { entry: entries[0] } });
  }
  expect((await post(daemon.url, "/v1/commands", judge(32))).status).toBe(200);
  await daemon.stop();
  expect(verifyLedger(`${data}/ledger`)).toMatchObject({ ok: true });
  daemon = await startDaemon(data);
});

test("SVR-50 an entry of several leaves among short ones", async () => {
  const short = Array.from({ length: 60 }, (_, place) => judge(place));
  const answers = await sendAll([...short.slice(0, 30), longest(), ...short.slice(30)]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const place = firstEntryIn(answers[30] as Told);
  const proof = (await ask(daemon.url, `/v1/entries/${place}/proof`)).json<{ leaves: readonly object[] }>();
  expect(proof.leaves.length).toBeGreaterThan(1);
});

/** Nearly as long as a body may be. */
function longest(): SignedCommand {
  const chunks = Array.from({ length: 9_000 }, (_, place) => `sha256:${String(place).padStart(64, "0")}`);
  return signer.command(
    "long",
    { type: "dataset.register", dataset: chunks[0], lab: "acme", chunks, derivedFrom: [] },
    ["lab-acme"],
  );
}
