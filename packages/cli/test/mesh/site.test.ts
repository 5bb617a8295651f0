import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { askNodeItems, nodeFolder, type SiteReport } from "@plimsoll/mesh/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decideAt, reportOf } from "../../src/mesh-tools/site/ask-site.ts";
import { wait } from "../faults/eventually.ts";
import type { PlimsollProcess } from "../faults/plimsoll-process.ts";
import { MeshTrial } from "./mesh-trial.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/plimsoll.js", import.meta.url));
const guide = readFileSync(new URL("../../../../docs/guides/run-a-mesh.md", import.meta.url), "utf8");

/** The commands of the guide's part about sites, in their order. */
const guided = [
  ...(guide.split("## A governed site on the mesh")[1]?.split("\n## ")[0] ?? "").matchAll(/^```sh\n(.*?)^```/gmsu),
]
  .flatMap(([, block = ""]) => block.trim().split("\n"))
  .map((line) => line.replace(/^npx plimsoll/u, `'${process.execPath}' '${PROGRAM}'`));

const trial = new MeshTrial();
const nodes: PlimsollProcess[] = [];
let address = "";

/** One line of a shell, in the folder of the trial. */
async function shell(line: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn("bash", ["-c", line], { cwd: trial.folder, env: { ...process.env, NODE_OPTIONS: "" } });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

const site = async (place: number, ...args: readonly string[]) =>
  trial.mesh("site", ...args, "--data", trial.node(place));

/** Asked without a process for each question: those take seconds to start. */
const stateOf = async (place: number): Promise<SiteReport> => reportOf(trial.node(place));
const accountOf = async (place: number) => (await stateOf(place)).accounts[0];
const decide = async (place: number, body: unknown) => decideAt(trial.node(place), { body, id: null, sign: [] });

const start = (run: string) => ({
  type: "run.start",
  run,
  lab: "acme",
  lineage: `line-of-${run}`,
  tier: 2,
  domain: "general",
  basis: { kind: "weights", digest: digestOf(utf8(run)), trainedFlop: "0" },
  datasets: [],
  flopPerSecondMax: "1",
});

async function entriesAt(place: number): Promise<readonly unknown[]> {
  const request = { verb: "site.entries", site: "berlin", from: 0 };
  const entries: unknown[] = [];
  const items = askNodeItems(nodeFolder(trial.node(place)).control, request);
  for (let next = await items.next(); next.done !== true; next = await items.next()) entries.push(next.value);
  return entries;
}

async function until(holds: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  for (const fromMs = performance.now(); !(await holds()); await wait(50)) {
    if (performance.now() - fromMs > withinMs) throw new Error("it did not come to hold");
  }
}

beforeAll(async () => {
  const [init = ""] = guided;
  expect(init).toContain("mesh init trial");
  expect(await shell(init)).toMatchObject({ code: 0 });
  const first = await trial.join(trial.node(0), "--listen", "/ip4/127.0.0.1/tcp/0");
  address = first.address;
  const others = [1, 2].map(async (place) => trial.join(trial.node(place), "--peer", address));
  nodes.push(first.node, ...(await Promise.all(others)).map(({ node }) => node));
  for (const place of [0, 1]) await until(async () => (await stateOf(place)).stop === null);
});

afterAll(async () => trial[Symbol.asyncDispose]());

test("ME-498 the commands of the guide run, and a lab's allocation is issued once", async () => {
  expect(guided).toHaveLength(12);
  for (const line of guided.slice(1)) {
    const { code, output } = await shell(line);
    expect(code, `${line}\n${output}`).toBe(0);
  }
  expect(await stateOf(0)).toMatchObject({ site: "berlin", home: "berlin", isOpen: true });
  const total = { issued: 26_000_000, spent: 1_000_000 };
  expect(await accountOf(0)).toMatchObject({ isConserved: true, bound: 1_000_000, total });
  expect((await site(0, "power", "run-1")).summary).toMatchObject({ levelPpm: 200_000, heldBy: null });
}, 120_000);

test("ME-495 ME-498 cut off from the other site, one goes on within its rights and not beyond; after the cut all is one", async () => {
  expect(await decide(1, start("oslo-1"))).toMatchObject({ kind: "decided", isEffective: true });
  await until(async () => (await accountOf(0))?.total.spent === 6_000_000);
  const [, oslo] = nodes as [PlimsollProcess, PlimsollProcess];
  // Stopped, it hears and says nothing.
  oslo.signal("SIGSTOP");
  const runs = Math.floor(((await accountOf(0))?.free ?? 0) / 5_000_000);
  for (let run = 0; run < runs; run += 1) {
    expect(await decide(0, start(`berlin-${run}`))).toMatchObject({ kind: "decided" });
  }
  const beyond = await site(0, "decide", JSON.stringify(start("berlin-beyond")));
  oslo.signal("SIGCONT");
  expect(beyond).toMatchObject({ code: 3, summary: { kind: "withheld", code: "RIGHTS_ELSEWHERE" } });
  const decided = await entriesAt(0);
  await until(async () => isDeepStrictEqual(await entriesAt(1), decided));
  for (const place of [0, 1]) {
    const total = { issued: 26_000_000, spent: 6_000_000 + 5_000_000 * runs };
    expect(await accountOf(place)).toMatchObject({ isConserved: true, total });
  }
}, 120_000);

test("ME-496 ME-498 after kill -9 a site is folded again exactly, and a command given again is not decided again", async () => {
  const before = await stateOf(0);
  const [first] = nodes as [PlimsollProcess];
  first.signal("SIGKILL");
  await first.finished();
  nodes[0] = (await trial.join(trial.node(0), "--listen", address.replace(/\/p2p\/.*/u, ""))).node;
  await until(async () => (await stateOf(0)).stop === null);
  expect((await stateOf(0)).stateDigest).toBe(before.stateDigest);
  expect(await accountOf(0)).toMatchObject({ isConserved: true, total: before.accounts[0]?.total });
  const again = guided.find((line) => line.includes("start-1")) ?? "";
  expect(await shell(again)).toMatchObject({ code: 0, output: expect.stringContaining("decided before") as string });
  expect(await decide(0, { type: "tick", holders: [] })).toMatchObject({ kind: "decided" });
}, 120_000);

test("ME-498 every decision is an event at a node that runs no site, and the separate verifier finds the evidence valid", async () => {
  const ended = await decide(0, { type: "run.end", run: "run-1", reason: "finished" });
  await trial.untilEqual([0, 1, 2].map((place) => trial.node(place)));
  const { lines } = await trial.mesh("events", "--data", trial.node(2), "--limit", "1000");
  const [event] = ended.kind === "decided" ? ended.events : [];
  expect(lines.find(({ id }) => id === event)).toMatchObject({ kind: "kernel.entries" });
  await trial.until(trial.node(2), ({ stable, events }) => stable?.events === events);
  await trial.mesh("certify", "--data", trial.node(2), "--out", trial.path("evidence"));
  expect(await trial.mesh("verify", trial.path("evidence"))).toMatchObject({ code: 0, summary: { verdict: "valid" } });
  expect(await site(2, "state")).toMatchObject({ summary: { code: "MESH_NO_SITE" } });
}, 120_000);

test("ME-499 commands that are none, and keys that are not there, are refused with a code", async () => {
  expect(await site(0, "decide", "{}")).toMatchObject({ code: 3, summary: { kind: "refused" } });
  expect((await site(0, "decide", "nowhere.json")).summary).toMatchObject({ code: "FILE_NOT_FOUND" });
  expect((await site(0, "decide", '{"type":"tick","holders":[]}', "--sign", "nobody")).summary).toMatchObject({
    code: "KEY_UNKNOWN",
  });
  const twice = await trial.mesh("init", "x", "--nodes", "2", "--out", trial.path("x"), "--site", "oslo=node-1");
  expect(twice).toMatchObject({ code: 2, summary: { code: "MESH_OPTIONS" } });
});
