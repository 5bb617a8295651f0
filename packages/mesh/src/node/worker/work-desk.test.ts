import { expect, test } from "vitest";
import type { Answered } from "../../actor/actor.ts";
import type { Answer, Job, Worker } from "../../ports/work.ts";
import { hashEncoder } from "./encoder.ts";
import { localWorker } from "./local-worker.ts";
import { threadWorker } from "./thread-worker.ts";
import { WorkDesk } from "./work-desk.ts";

const plan = { lanes: ["any"], announcedMs: 100, capacity: 2, encoder: hashEncoder(2), timeoutMs: 400 };
const job = (prompt: string): Job => ({ idempotenceKey: "cd".repeat(32), lane: "any", prompt: Buffer.from(prompt) });

function deskOf(worker: Worker) {
  const heard: [string, Answered][] = [];
  const desk = new WorkDesk(worker, (actor, answered) => heard.push([actor, answered]));
  const start = (tag: string, prompt = tag) =>
    desk.carryOut({ actor: "worker", effect: { kind: "work", tag, job: job(prompt) } });
  return { desk, heard, start };
}

const until = async (isDone: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 300 && !isDone(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
};

const upper = localWorker({
  ...plan,
  run: async ({ prompt, idempotenceKey }) => {
    if (Buffer.from(prompt).toString() === "throw") throw new Error("secret prompt");
    if (Buffer.from(prompt).toString() === "hang") await new Promise(() => undefined);
    return Buffer.from(`${Buffer.from(prompt).toString().toUpperCase()} ${idempotenceKey.slice(0, 4)}`);
  },
});

test("ME-279 each job ends in one answer or one failure with a code", async () => {
  const { desk, heard, start } = deskOf(upper);
  for (const tag of ["one", "throw", "hang"]) start(tag);
  expect(desk.running).toBe(3);
  await until(() => heard.length === 3);
  const byTag = new Map(heard.map(([, answered]) => [answered.tag, answered]));
  expect(byTag.get("one")).toMatchObject({ kind: "answered", answer: { encoder: "sha256-angles-v1", weight: 1 } });
  const { answer } = byTag.get("one") as { answer: Answer } & Answered;
  expect(Buffer.from(answer.answer).toString()).toBe("ONE cdcd");
  expect(byTag.get("throw")).toEqual({ kind: "failed", tag: "throw", code: "MESH_WORKER_FAILED" });
  expect(byTag.get("hang")).toEqual({ kind: "failed", tag: "hang", code: "MESH_WORKER_TIMEOUT" });
  expect(desk.running).toBe(0);
});

test("ME-279 an abandoned job is not heard of again", async () => {
  const { desk, heard, start } = deskOf(upper);
  start("hang");
  start("one");
  desk.carryOut({ actor: "worker", effect: { kind: "abandon", tag: "hang" } });
  await until(() => heard.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(heard.map(([, { tag }]) => tag)).toEqual(["one"]);
});

test.each([{ weight: 0 }, { weight: 65_537 }, { weight: 1.5 }, { answer: new Uint8Array(256 * 1024 + 1) }])(
  "ME-279 an answer that fits into no event is a failure: %#",
  async (part) => {
    const good: Answer = { answer: Buffer.from("a"), encoder: "e", weight: 1, angles: Buffer.alloc(4) };
    const { heard, start } = deskOf({ ...plan, answer: async () => ({ ...good, ...part }) });
    start("one");
    await until(() => heard.length > 0);
    expect(heard[0]![1]).toEqual({ kind: "failed", tag: "one", code: "MESH_WORKER_ANSWER" });
  },
);

const module = (source: string): URL => new URL(`data:text/javascript,${encodeURIComponent(source)}`);
const THREAD = `
  import { parentPort } from "node:worker_threads";
  parentPort.once("message", ({ prompt }) => {
    const text = Buffer.from(prompt).toString();
    if (text === "throw") throw new Error("secret prompt");
    if (text === "exit") process.exit(0);
    if (text === "text") parentPort.postMessage("a text");
    while (text === "spin");
    parentPort.postMessage(new Uint8Array([1, 2]));
  });`;

test("ME-279 a thread's job that spins, throws or ends is a failure, and the node's own turn goes on meanwhile", async () => {
  const { heard, start } = deskOf(threadWorker({ ...plan, timeoutMs: 1500, module: module(THREAD) }));
  for (const tag of ["one", "throw", "exit", "text", "spin"]) start(tag);
  let turns = 0;
  await until(() => (turns += 1) > 0 && heard.length === 5);
  const byTag = Object.fromEntries(
    heard.map(([, answered]) => [answered.tag, "code" in answered ? answered.code : answered.kind]),
  );
  expect(byTag).toEqual({
    one: "answered",
    throw: "MESH_WORKER_FAILED",
    exit: "MESH_WORKER_FAILED",
    text: "MESH_WORKER_FAILED",
    spin: "MESH_WORKER_TIMEOUT",
  });
  expect(turns).toBeGreaterThan(20);
});
