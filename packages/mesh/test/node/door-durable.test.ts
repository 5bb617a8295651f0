import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { afterAll, expect, test } from "vitest";
import { openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import type { ControlRequest } from "../../src/node/runtime/control-answers.ts";
import { answerControl } from "../../src/node/runtime/control-verbs.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import type { NodeStatus } from "../../src/node/runtime/node-status.ts";
import type { Disk } from "../../src/ports/disk.ts";
import { crypto } from "../kit/index.ts";
import { until } from "./site-lab.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-door-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Takes nothing while it is stuck. */
class StickyDisk implements Disk {
  isStuck = false;
  readonly #inner: Disk;

  constructor(inner: Disk) {
    this.#inner = inner;
  }

  async append(file: string, bytes: Uint8Array): Promise<void> {
    await until(() => !this.isStuck);
    return this.#inner.append(file, bytes);
  }

  list = async () => this.#inner.list();
  read = async (file: string) => this.#inner.read(file);
  sync = async (file: string) => this.#inner.sync(file);
  replace = async (file: string, bytes: Uint8Array) => this.#inner.replace(file, bytes);
  truncate = async (file: string, length: number) => this.#inner.truncate(file, length);
  remove = async (file: string) => this.#inner.remove(file);
}

const INTENT = { lane: "l", prompt: "p", enough: 1, softDeadlineMs: 9_999, ownerLeaseMs: 9_999, request: "r" };
const ACKNOWLEDGED: readonly ControlRequest[] = [
  { verb: "set", entity: "e", fields: ["f", "g"], values: ["v", "w"] },
  { verb: "issue", account: "x", quantity: 5 },
  { verb: "intent", ...INTENT },
  { verb: "spend", account: "x", quantity: 1, purpose: "p" },
];

test("ME-403 ME-59 L5 the door acknowledges nothing, and gives nothing out, that the disk has not taken", async () => {
  const key = signingKeyFromSeed(crypto.sha256Bytes(Buffer.from("door")));
  const self = signerOf(key).key;
  const members = [{ key: self, name: "a" }];
  const genesis = { name: "d", members, issuers: [self], survivors: 1, spendWitnesses: 0, dimensions: 4 };
  const folderDisk = await openFolderDisk(join(folder, "journal"));
  const disk = new StickyDisk(folderDisk);
  const bus = new MemoryBusHub().join(self);
  const node = await MeshNode.open({ genesis, key, disk, bus, worker: null, clock: null }, (cause) => {
    throw cause;
  });
  const answers = answerControl(node, () => ({}) as NodeStatus, null);
  const asked = async (request: ControlRequest) => {
    const items: unknown[] = [];
    const door = answers(request, () => false);
    for (let next = await door.next(); ; next = await door.next()) {
      if (next.done === true) return { items, value: next.value };
      items.push(next.value);
    }
  };
  const shown = async (): Promise<readonly number[]> => {
    const [events, evidence] = [await asked({ verb: "events", limit: 100 }), await asked({ verb: "export" })];
    return [events.items.length, evidence.items.length];
  };
  const follow: unknown[] = [];
  const following = answers({ verb: "events", limit: 0, follow: true }, () => !node.isRunning);
  try {
    await until(() => node.member.replica.chain !== null);
    await node.author([{ kind: "clock.beat", beats: 1 }]);
    expect(await shown()).toEqual([2, 2]);
    disk.isStuck = true;
    const acknowledged: string[] = [];
    const all = ACKNOWLEDGED.map(async (request) => {
      const { value } = await asked(request);
      acknowledged.push(request.verb);
      return value;
    });
    void (async () => {
      for await (const row of following) follow.push(row);
    })();
    await sleep(300);
    expect(node.member.replica.events.size).toBe(7);
    expect([acknowledged, await shown(), follow]).toEqual([[], [2, 2], []]);
    disk.isStuck = false;
    const [set, issued, intent, spent] = await Promise.all(all);
    expect(set).toEqual({ events: 2 });
    for (const each of [issued, intent, spent]) expect(each).toBeTruthy();
    expect(await shown()).toEqual([7, 7]);
    await until(() => follow.length === 5);
  } finally {
    disk.isStuck = false;
    await node.close();
    await bus.close();
    await folderDisk.close();
  }
});
