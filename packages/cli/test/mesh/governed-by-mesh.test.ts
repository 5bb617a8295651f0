import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reportOf } from "../../src/mesh-tools/site/ask-site.ts";
import { eventually, wait } from "../faults/eventually.ts";
import { type JsonLine, plimsoll, PlimsollProcess } from "../faults/plimsoll-process.ts";
import { MeshTrial } from "./mesh-trial.ts";

// A job of `plimsoll run` on the machine of a node: power comes from the node's site, and ends with it.
const trial = new MeshTrial();
let node: PlimsollProcess | null = null;
let address = "";

const data = () => trial.node(0);

async function summaryOf(...args: readonly string[]): Promise<JsonLine | undefined> {
  return (await plimsoll([...args, "--data", data(), "--json"])).lines().at(-1);
}

async function decides(): Promise<void> {
  for (let tries = 0; (await reportOf(data())).stop !== null; tries += 1) {
    if (tries > 400) throw new Error("the site does not decide");
    await wait(50);
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

beforeAll(async () => {
  await trial.mesh(
    ...["init", "trial", "--nodes", "2", "--out", trial.path("trial"), "--dimensions", "8"],
    ...["--site", "berlin=node-0", "--site", "oslo=node-1"],
  );
  ({ node, address } = await trial.join(data(), "--listen", "/ip4/127.0.0.1/tcp/0"));
  await trial.join(trial.node(1), "--peer", address);
  await decides();
  expect((await trial.mesh("site", "open", "--data", data())).code).toBe(0);
}, 120_000);

afterAll(async () => trial[Symbol.asyncDispose]());

test("ME-500 commands that take a data folder are decided by the node's site, and its ledger verifies", async () => {
  expect(await summaryOf("lab", "accredit", "acme", "--headcount", "26")).toMatchObject({ ok: true });
  const { lines } = await trial.mesh("site", "entries", "--data", trial.node(1), "--site", "berlin");
  expect(lines.map(({ entry }) => (entry as JsonLine | undefined)?.["kind"])).toContain("lab.accredited");
  const verified = await plimsoll(["ledger", "verify", `${data()}/ledger`]);
  expect(verified.end?.code, verified.stderr).toBe(0);
}, 120_000);

test("ME-501 a job has the power that the site gives; with the node killed nobody decides in its place, and the job is stopped", async () => {
  mkdirSync(trial.path("evidence"));
  mkdirSync(trial.path("checkpoints"));
  await using run = new PlimsollProcess([
    ...["run", "--lab", "acme", "--tier", "1", "--data", data(), "--json"],
    ...["--evidence", trial.path("evidence"), "--checkpoints", trial.path("checkpoints")],
    ...["--", "sh", "-c", `echo $$ > '${trial.path("pid")}'; exec sleep 600`],
  ]);
  await run.reached("started");
  expect(run.line("power")).toMatchObject({ levelPpm: 200_000, reasons: ["GENESIS"] });
  const pidFile = trial.path("pid");
  await eventually(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "", 10_000, "the job's first act");
  const pid = Number(readFileSync(pidFile, "utf8"));
  expect(isAlive(pid)).toBe(true);
  expect((await reportOf(data())).runs).toMatchObject([{ lab: "acme", tier: 1, power: { levelPpm: 200_000 } }]);
  const { entries } = await reportOf(data());
  node?.signal("SIGKILL");
  const killedAt = performance.now();
  await eventually(() => !isAlive(pid), 30_000, "the end of the job");
  console.info(`ME-501  job stopped ${Math.round(performance.now() - killedAt)} ms after kill -9 of the mesh node`);
  expect(await summaryOf("lab", "accredit", "other")).toMatchObject({ code: "SITE_BUSY" });
  await run.finished();
  ({ node } = await trial.join(data(), "--peer", address, "--listen", address.replace(/\/p2p\/.*/u, "")));
  await decides();
  // Nothing was lost, and nothing decided meanwhile but by the node.
  expect((await reportOf(data())).entries).toBeGreaterThanOrEqual(entries);
  expect(await summaryOf("lab", "accredit", "third")).toMatchObject({ ok: true });
  const verified = await plimsoll(["ledger", "verify", `${data()}/ledger`]);
  expect(verified.end?.code, verified.stderr).toBe(0);
  expect((await reportOf(data())).sites).toMatchObject([{ site: "berlin", isReadable: true, intruders: [] }]);
}, 180_000);
