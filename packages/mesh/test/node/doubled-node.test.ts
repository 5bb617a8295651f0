import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { afterEach, expect, test, vi } from "vitest";
import type { Genesis } from "../../src/event/genesis.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import { makeNodeFolder } from "../../src/node/runtime/node-folder.ts";
import { type NodeService, serveNode } from "../../src/node/runtime/node-service.ts";
import { steadyNowMs } from "../../src/node/runtime/steady-clock.ts";
import { crypto } from "../kit/index.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-doubled-"));
const open: NodeService[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const service of open.splice(0)) await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const key = signingKeyFromSeed(crypto.sha256Bytes(Buffer.from("doubled")));
const self = signerOf(key).key;
const members = [{ key: self, name: "only" }];
const genesis: Genesis = { name: "m", members, issuers: [self], survivors: 1, spendWitnesses: 0, dimensions: 8 };

/** One that writes; each on a bus of its own, so that neither hears the other. */
async function start(name: string, of: Genesis = genesis): Promise<NodeService> {
  makeNodeFolder(join(folder, name), of, key);
  const service = await serve(name, of);
  for (let tries = 0; !service.status().isWriting && tries < 200; tries += 1) await sleep(20);
  return service;
}

async function serve(name: string, of: Genesis): Promise<NodeService> {
  const common = { folder: join(folder, name), genesis: of, key, worker: null, clockHertz: null };
  const onBroken = (cause: unknown): void => {
    throw cause;
  };
  const service = await serveNode({ ...common, bus: new MemoryBusHub().join(self), onBroken });
  open.push(service);
  return service;
}

/** What one holds comes to the other, as over a peer. */
function bring(from: NodeService, to: NodeService): void {
  const events = [...from.node.member.replica.events.chains()].flatMap((chain) => [...chain.events()]);
  to.node.turn((member) => member.onMessage(self, { type: "events", as: "news", pull: 0, events }, steadyNowMs()));
}

test("ME-532 what its own key wrote elsewhere before the start is its past, and what it writes since is a second process", async () => {
  const past = await start("past");
  const first = await start("first");
  expect(first.status().isDoubled).toBe(false);
  bring(past, first);
  expect(first.status()).toMatchObject({ isWriting: true, isDoubled: false, chains: 2 });
  await sleep(1_200);
  const second = await start("second");
  bring(second, first);
  expect(first.status()).toMatchObject({ isDoubled: true });
  expect(second.status().isDoubled).toBe(false);
}, 30_000);

test("ME-532 what its own journal holds at its start is its past, also from a day on which the machine's clock was ahead", async () => {
  const other = signingKeyFromSeed(crypto.sha256Bytes(Buffer.from("another")));
  const two = { ...genesis, members: [...members, { key: signerOf(other).key, name: "other" }] };
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => now() + 3_600_000);
  const ahead = await start("ahead", two);
  expect(ahead.status()).toMatchObject({ isWriting: true, events: 1 });
  await open.pop()?.close();
  vi.restoreAllMocks();
  const again = await serve("ahead", two);
  expect(again.status()).toMatchObject({ isWriting: false, isDoubled: false, events: 1 });
});
