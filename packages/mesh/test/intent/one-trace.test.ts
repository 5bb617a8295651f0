import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import type { Outgoing } from "../../src/actor/actor-system.ts";
import { plainEvent } from "../kit/plain-event.ts";
import { LittleMesh, type LittleNode, type NodePlan, type TraceEntry } from "./harness.ts";

const digits = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const texts = (outgoing: readonly (readonly Outgoing[])[]): string[] =>
  outgoing.map((step) =>
    JSON.stringify(step, (_, value: unknown) => (value instanceof Uint8Array ? digits(value) : value)),
  );

interface Replayed {
  readonly outgoing: (readonly Outgoing[])[];
  readonly state: Uint8Array;
}

/** An event of an answer as a thread can be given it. */
const cloneable = (entry: TraceEntry): TraceEntry =>
  entry.kind === "deliver" && entry.answered.kind === "authored"
    ? { ...entry, answered: { ...entry.answered, event: plainEvent(entry.answered.event) } }
    : entry;

async function replayed(node: LittleNode, members: readonly string[]): Promise<Replayed> {
  const workerData = { plan: node.plan, members, beatMs: 1000, trace: node.trace?.map(cloneable) };
  const thread = new Worker(new URL("./replay-thread.ts", import.meta.url), {
    workerData,
    execArgv: ["--conditions=@plimsoll/source"],
  });
  const [message] = (await once(thread, "message")) as [Replayed];
  await thread.terminate();
  return message;
}

test("T6 ME-258 one recorded trace has the same effects in the simulator and in a thread with a real event loop", async () => {
  const nodes: NodePlan[] = Array.from({ length: 5 }, (_, index) => ({
    name: `node ${index}`,
    worker: { lanes: [index < 3 ? "fast" : "slow"], announcedMs: index < 3 ? 2000 : 9000, capacity: 2 },
    workMs: index < 3 ? 2000 : 9000,
  }));
  const mesh = new LittleMesh({
    seed: 6,
    nodes,
    delayMs: { least: 5, most: 300 },
    repeatedPercent: 10,
    lostPercent: 5,
  });
  // From the first call on: they were opened by the constructor, so that the trace of it is made up for here.
  for (const node of mesh.nodes) node.trace = [];
  const opened = new Map(mesh.nodes.map((node) => [node, node.feed[0]!]));
  for (let n = 0; n < 60; n += 1) {
    const lane = n % 4 === 0 ? "slow" : "fast";
    mesh.at(500 + n * 700, () => mesh.nodes[n % 5]!.openIntent(lane, { request: `${n}`, enough: 1 + (n % 2) }));
  }
  mesh.at(20_000, () => mesh.nodes[4]!.kill());
  mesh.run(70_000);
  const members = mesh.nodes.map(({ key }) => key);
  let steps = 0;
  for (const node of [mesh.nodes[0]!, mesh.nodes[3]!]) {
    const start = [
      { kind: "admit", bytes: opened.get(node)!.bytes, nowMs: 0 },
      { kind: "step", nowMs: 0 },
    ] as const;
    node.trace = [...start, ...node.trace!];
    const { outgoing, state } = await replayed(node, members);
    expect(texts(outgoing.slice(1))).toEqual(texts(node.outgoing));
    expect(digits(state)).toBe(digits(node.book.encode()));
    expect(node.outgoing.flat().map(({ effect }) => effect.kind)).toEqual(expect.arrayContaining(["author", "work"]));
    steps += outgoing.length;
  }
  console.info(`T6  ${steps} steps of one trace in two drivers: the same effects and the same state`);
  expect(steps).toBeGreaterThan(500);
});
