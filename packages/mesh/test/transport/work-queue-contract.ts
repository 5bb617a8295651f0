import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WorkQueue } from "../../src/ports/work-queue.ts";

/** Handles to one queue, and the world that they live in. */
export interface WorkQueueWorld {
  /** At least two; the same one twice where a queue has no more. */
  readonly queues: readonly WorkQueue[];
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** What every `WorkQueue` does. `open` makes a fresh world. */
export function workQueueContract(name: string, open: () => Promise<WorkQueueWorld>): void {
  describe(`work queue contract: ${name}`, () => {
    let world: WorkQueueWorld;
    const queue = (index: number): WorkQueue => world.queues[index] as WorkQueue;

    beforeAll(async () => {
      world = await open();
    }, 60_000);
    afterAll(async () => world?.close(), 30_000);

    test("ME-330 a job offered before anyone serves its lane is done once it is served", async () => {
      const done: string[] = [];
      queue(0).offer("early", "intent-early", Uint8Array.of(1, 2));
      const stop = queue(1).take("early", async (intentId, bytes) => void done.push(`${intentId} ${bytes.join()}`));
      await world.until(() => done.length > 0);
      await stop();
      expect(done[0]).toBe("intent-early 1,2");
    });

    test("ME-330 workers of a lane share its jobs, and every job is done", async () => {
      const done = new Set<string>();
      const first = [0, 1].map(() => Promise.withResolvers<void>());
      // Each worker's first job ends only once the other has begun one.
      const stops = [0, 1].map((index) =>
        queue(index).take("shared", async (intentId) => {
          first[index]?.resolve();
          await first[1 - index]?.promise;
          done.add(intentId);
        }),
      );
      for (let job = 0; job < 40; job++) queue(job % 2).offer("shared", `shared-${job}`, Uint8Array.of(job));
      await world.until(() => done.size === 40);
      await Promise.all(stops.map(async (stop) => stop()));
      expect(done.size).toBe(40);
    });

    test("ME-330 a lane gets no other lane's jobs, whatever its name", async () => {
      const done: string[] = [];
      const stop = queue(0).take("Large > models.*", async (intentId) => void done.push(intentId));
      queue(1).offer("other", "not-mine", new Uint8Array());
      queue(1).offer("Large > models.*", "mine", new Uint8Array());
      await world.until(() => done.length > 0);
      await stop();
      expect(done).toEqual(["mine"]);
    });

    test("ME-331 a rejected job comes again", async () => {
      let attempts = 0;
      const stop = queue(0).take("retry", async () => {
        attempts++;
        if (attempts < 3) throw new Error("not yet");
      });
      queue(1).offer("retry", "intent-retry", new Uint8Array());
      await world.until(() => attempts === 3);
      await stop();
      expect(attempts).toBe(3);
    });

    test("ME-331 a fulfilled job does not come again, and stopping waits for what runs", async () => {
      let attempts = 0;
      const running = Promise.withResolvers<void>();
      const stop = queue(0).take("once", async () => {
        attempts++;
        await running.promise;
      });
      queue(0).offer("once", "intent-once", new Uint8Array());
      await world.until(() => attempts === 1);
      let isStopped = false;
      const stopped = stop().then(() => (isStopped = true));
      const marks: string[] = [];
      const stopMarks = queue(1).take("marks", async (intentId) => void marks.push(intentId));
      queue(1).offer("marks", "mark", new Uint8Array());
      await world.until(() => marks.length === 1);
      expect(isStopped).toBe(false);
      running.resolve();
      await stopped;
      await stopMarks();
      expect(attempts).toBe(1);
    });
  });
}
