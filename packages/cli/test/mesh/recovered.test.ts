import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { statusOf } from "../../src/mesh-tools/ask/ask-status.ts";
import { PlimsollProcess } from "../faults/plimsoll-process.ts";
import { MeshTrial } from "./mesh-trial.ts";

// One mesh of three, all of it killed, which two survivors take up again: the tests follow its life one after the other.
const trial = new MeshTrial();
const nodes: PlimsollProcess[] = [];

async function start(place: number, ...flags: readonly string[]): Promise<string> {
  const { node, address } = await trial.join(trial.node(place), "--echo", "50", ...flags);
  nodes.push(node);
  return address;
}

beforeAll(async () => {
  await trial.mesh("init", "trial", "--nodes", "3", "--out", trial.path("trial"), "--dimensions", "8");
  const address = await start(0, "--listen", "/ip4/127.0.0.1/tcp/0");
  await Promise.all([start(1, "--peer", address), start(2, "--peer", address)]);
  await trial.mesh("intent", "are we here?", "--data", trial.node(0), "--wait");
  for (const place of [1, 2]) await trial.until(trial.node(place), ({ stable }) => (stable?.events ?? 0) >= 3);
  for (const node of nodes.splice(0)) {
    node.signal("SIGKILL");
    await node.finished();
  }
});

afterAll(async () => trial[Symbol.asyncDispose]());

test("ME-410 ME-532 a survivor that went through a recovery is not doubled, has its epoch once, and is told of a copy of its folder that runs", async () => {
  const survivors = ["--data", trial.node(1), "--data", trial.node(2)];
  const old = trial.path("old");
  const kept = await trial.mesh("recover", ...survivors, "--out", old);
  expect(kept.code).toBe(0);
  const refused = await trial.mesh("recover", ...survivors, "--out", old, "--open-epoch");
  expect(refused).toMatchObject({ code: 3, summary: { code: "FILE_EXISTS" } });
  const opened = await trial.mesh("recover", ...survivors, "--open-epoch");
  expect(opened.summary).toMatchObject({ opened: { epoch: 1, members: 2 } });
  const again = await trial.mesh("recover", ...survivors, "--open-epoch");
  expect(again).toMatchObject({ code: 3, summary: { code: "MESH_EPOCH_OPEN" } });
  const copy = trial.path("copy");
  cpSync(trial.node(1), copy, { recursive: true });
  const first = await start(1, "--listen", "/ip4/127.0.0.1/tcp/0");
  // Alone it writes on under a new incarnation: the chain of the recovery is one that its process did not write.
  await trial.until(trial.node(1), ({ isWriting }) => isWriting);
  const second = await start(2, "--listen", "/ip4/127.0.0.1/tcp/0", "--peer", first);
  await trial.untilEqual([trial.node(1), trial.node(2)]);
  for (const place of [1, 2]) expect(await statusOf(trial.node(place))).toMatchObject({ isDoubled: false, epoch: 1 });
  const twin = await trial.join(copy, "--peer", second);
  nodes.push(twin.node);
  await trial.until(trial.node(1), ({ isDoubled }) => isDoubled);
  expect(await statusOf(trial.node(2))).toMatchObject({ isDoubled: false });
});

test("ME-400 ME-406 evidence that cannot be written ends its command at once, and the node goes on", async () => {
  const out = trial.path("evidence");
  const certify = async (folder: string) => {
    await using run = new PlimsollProcess(["mesh", "certify", "--data", trial.node(2), "--out", folder, "--json"]);
    const { code } = await run.finished(20_000);
    return { code, fault: run.line("summary")?.["code"] };
  };
  expect(await certify(out)).toEqual({ code: 0, fault: undefined });
  expect(await certify(out)).toEqual({ code: 3, fault: "FILE_EXISTS" });
  // Only when it writes does it see that this is no place for a folder.
  expect(await certify(join(out, "events.bin"))).toEqual({ code: 1, fault: "DIRECTORY_NOT_WRITABLE" });
  expect(await statusOf(trial.node(2))).toMatchObject({ isWriting: true });
});
