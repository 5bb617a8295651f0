import { expect, test } from "vitest";
import type { JoinFlags } from "./join-flags.ts";
import { nodeWorker } from "./node-worker.ts";

const flags: JoinFlags = {
  data: "d",
  nats: [],
  natsMonitor: [],
  listen: [],
  peer: [],
  lane: [],
  capacity: 1,
  blobSpace: 1024,
  every: 10,
};
const job = { idempotenceKey: "ab", lane: "fast", prompt: Buffer.from("hello") };

test("ME-417 an echo answers with the prompt, and with angles of the mesh's dimensions", async () => {
  const worker = nodeWorker({ ...flags, echo: 0 })?.(8);
  expect(worker).toMatchObject({ lanes: ["fast"], announcedMs: 1, capacity: 1 });
  const answer = await worker?.answer(job, new AbortController().signal);
  expect(Buffer.from(answer?.answer ?? []).toString()).toBe("hello");
  expect(answer?.angles).toHaveLength(16);
});

test("ME-417 an echo that is abandoned ends at once", async () => {
  const ending = new AbortController();
  const answered = nodeWorker({ ...flags, echo: 3_600_000 })?.(8).answer(job, ending.signal);
  ending.abort();
  await expect(answered).rejects.toThrow();
});

test("ME-417 flags that do not go together are refused, and without any there is no worker", () => {
  const refused = expect.objectContaining({ code: "MESH_OPTIONS" });
  expect(nodeWorker(flags)).toBeNull();
  expect(() => nodeWorker({ ...flags, echo: 1, endpoint: "http://127.0.0.1/v1", model: "m" })).toThrow(refused);
  expect(() => nodeWorker({ ...flags, endpoint: "http://127.0.0.1/v1" })).toThrow(refused);
  expect(() => nodeWorker({ ...flags, model: "m" })).toThrow(refused);
  expect(() => nodeWorker({ ...flags, lane: ["slow"] })).toThrow(refused);
  const model = nodeWorker({
    ...flags,
    endpoint: "http://127.0.0.1:1/v1",
    model: "m",
    lane: ["slow"],
    announce: 45_000,
  });
  expect(model?.(8)).toMatchObject({ lanes: ["slow"], announcedMs: 45_000 });
});
