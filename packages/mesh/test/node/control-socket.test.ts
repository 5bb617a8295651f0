import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { afterAll, expect, test } from "vitest";
import type { ControlHandler } from "../../src/node/runtime/control-answers.ts";
import { askNode, askNodeItems, openControl } from "../../src/node/runtime/control-socket.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-mesh-"));
const path = join(folder, "control.sock");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function served(handle: ControlHandler, work: () => Promise<void>): Promise<void> {
  const control = await openControl(path, handle);
  try {
    await work();
  } finally {
    await control.close();
  }
}

async function* counting(count: number, onItem: () => void = () => {}): AsyncGenerator<unknown, unknown, void> {
  for (let item = 0; item < count; item += 1) {
    onItem();
    yield { item, filling: "x".repeat(1_000) };
  }
  return { count };
}

test("ME-402 an answer is any number of items and then a value", async () => {
  await served(
    ({ verb }) => counting(Number(verb)),
    async () => {
      expect(statSync(path).mode & 0o077).toBe(0);
      const seen: unknown[] = [];
      const items = askNodeItems(path, { verb: "3" });
      for (let next = await items.next(); ; next = await items.next()) {
        if (next.done === true) {
          expect(next.value).toEqual({ count: 3 });
          break;
        }
        seen.push(next.value);
      }
      expect(seen).toHaveLength(3);
      expect(await askNode(path, { verb: "0" })).toEqual({ count: 0 });
    },
  );
});

test("ME-402 whoever reads nothing stops the answer, so that 100,000 items never lie in memory", async () => {
  let made = 0;
  const handle: ControlHandler = () => counting(100_000, () => (made += 1));
  await served(handle, async () => {
    const deaf = createConnection(path);
    deaf.pause();
    deaf.write('{"verb":"all"}\n');
    await expect.poll(() => made, { timeout: 10_000 }).toBeGreaterThan(0);
    let seen = 0;
    // What fills the buffers of a socket takes as long as the machine likes; then nothing more is made.
    for (let looks = 0; looks < 50 && seen !== made; looks += 1) {
      seen = made;
      await sleep(200);
    }
    expect(made).toBe(seen);
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(2_000);
    deaf.destroy();
  });
});

test("ME-402 a refusal in the middle and a line that is no request end the answer with a code", async () => {
  const refusing: ControlHandler = async function* () {
    yield 1;
    throw new PlimsollError({ code: "MESH_NODE_NOT_READY", expected: "a", received: "b", fix: "c" });
  };
  await served(refusing, async () => {
    await expect(askNode(path, { verb: "any" })).rejects.toMatchObject({ code: "MESH_NODE_NOT_READY" });
    const malformed = askNode(path, JSON.parse("[]") as { verb: string });
    await expect(malformed).rejects.toMatchObject({ code: "MESH_REQUEST_MALFORMED" });
  });
});

test("ME-402 without a node, and with one that goes away, the asker is told so", async () => {
  const absent = askNode(join(folder, "none.sock"), { verb: "status" });
  await expect(absent).rejects.toMatchObject({ code: "MESH_NODE_NOT_RUNNING" });
  const silent: ControlHandler = async function* () {
    await sleep(10_000, undefined, { ref: false });
    yield null;
    return null;
  };
  const control = await openControl(path, silent);
  const asked = askNode(path, { verb: "wait" });
  await sleep(100);
  await control.close();
  await expect(asked).rejects.toMatchObject({ code: "MESH_NODE_NOT_RUNNING" });
});

test("ME-402 a path that the system would cut short is refused", async () => {
  const long = join(folder, "x".repeat(100), "control.sock");
  await expect(openControl(long, () => counting(0))).rejects.toMatchObject({ code: "MESH_PATH_TOO_LONG" });
});

test("ME-402 whoever goes away in the middle of a long answer takes nothing with it", async () => {
  await served(
    ({ verb }) => counting(Number(verb)),
    async () => {
      const leaving = createConnection(path);
      leaving.write('{"verb":"20000"}\n');
      let heard = 0;
      await new Promise<void>((resolve) => {
        leaving.on("data", ({ length }) => {
          heard += length;
          if (heard > 5_000_000) resolve(void leaving.destroy());
        });
      });
      await sleep(100);
      expect(await askNode(path, { verb: "0" })).toEqual({ count: 0 });
    },
  );
});

test("ME-402 whoever asked and stops in the middle, by a fault or at will, lets go of the door", async () => {
  let isLeft = false;
  const handle: ControlHandler = async function* (_request, isGone) {
    for (isLeft = false; !isGone(); await sleep(10)) yield "more";
    isLeft = true;
    return null;
  };
  const stopped = async (): Promise<void> => {
    await using items = askNodeItems(path, { verb: "all" });
    expect(await items.next()).toMatchObject({ value: "more" });
    throw new Error("no room for it");
  };
  await served(handle, async () => {
    await expect(stopped()).rejects.toThrow("no room for it");
    await expect.poll(() => isLeft, { timeout: 5_000 }).toBe(true);
  });
});
