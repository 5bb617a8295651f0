// One node in a process of its own: a member with a journal, real transports and a worker that only waits.
// Run: node --conditions=@plimsoll/source node-process.ts PLAN (JSON, see node-plan.ts)
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeGenesis } from "../../src/event/genesis-codec.ts";
import { FallbackBus } from "../../src/node/fallback-bus.ts";
import { NatsBus } from "../../src/node/nats/nats-bus.ts";
import { nativeCryptography, signerOf } from "../../src/node/native-cryptography.ts";
import { readNodeFolder, seedOf } from "../../src/node/runtime/node-folder.ts";
import { serveNode } from "../../src/node/runtime/node-service.ts";
import type { LiveBus } from "../../src/node/bus-counts.ts";
import type { Bus } from "../../src/ports/bus.ts";
import type { Worker } from "../../src/ports/work.ts";
import { MeteredBus } from "./metered-bus.ts";
import { answerOrder } from "./node-orders.ts";
import type { NodePlan, NodeWord, WorkerPlan } from "./node-plan.ts";
import { watchNode } from "./node-watch.ts";
import { wallMs } from "./wall-clock.ts";

const plan = JSON.parse(process.argv[2] ?? "{}") as NodePlan;
const say = (word: NodeWord | object): void => void process.stdout.write(`${JSON.stringify(word)}\n`);
const { genesis, key } = readNodeFolder(plan.folder);
const self = signerOf(key).key;
const mesh = nativeCryptography().sha256(encodeGenesis(genesis));
const roster = new Set(genesis.members.map((member) => member.key));

let straight: LiveBus | null = null;
const bus = new MeteredBus(await openBus());
const service = await serveNode({
  folder: plan.folder,
  genesis,
  key,
  bus,
  worker: plan.worker === null ? null : waitingWorker(plan.worker),
  clockHertz: null,
  onBroken: (cause) => {
    say({ type: "broken", message: String(cause) });
    process.exit(1);
  },
});
const watch = watchNode(service.node, say);
const { report, member } = service.node;
say({
  type: "ready",
  key: self,
  events: member.replica.events.size,
  tornBytes: report.torn === null ? 0 : 1,
  atMs: wallMs(),
});

const orders = createInterface({ input: process.stdin });
orders.on("line", (line) => void carryOut(JSON.parse(line) as { ask: number; verb: string }));
// Without whoever started it nobody would end it.
orders.on("close", () => process.exit(0));

async function carryOut(order: { readonly ask: number; readonly verb: string }): Promise<void> {
  try {
    say({
      type: "answer",
      ask: order.ask,
      value: await answerOrder(order, { service, bus, watch, straightPeers, say }),
    });
  } catch (cause) {
    say({ type: "answer", ask: order.ask, fault: String(cause) });
  }
}

const straightPeers = (): number => straight?.peers().length ?? 0;

async function openBus(): Promise<Bus> {
  const proof = { signer: signerOf(key), crypto: nativeCryptography(), admits: (node: string) => roster.has(node) };
  const first = plan.nats.length === 0 ? null : new NatsBus({ servers: plan.nats, mesh, ...proof, presenceMs: 200 });
  const second = plan.libp2p === null ? null : await straightRoad(plan.libp2p);
  straight = second;
  if (first !== null && second !== null) return new FallbackBus({ first, second, changeOverMs: 2_000 });
  const bus = first ?? second;
  if (bus === null) throw new Error("a node needs a road");
  return bus;
}

/** libp2p takes half a second to load, so that only those load it who use it. */
async function straightRoad([own = "", ...addresses]: readonly string[]): Promise<LiveBus> {
  const { Libp2pTransport } = await import("../../src/node/libp2p/libp2p-transport.ts");
  return Libp2pTransport.open({
    seed: seedOf(key),
    listen: [own],
    addresses,
    admits: (node) => roster.has(node),
    meshSize: () => genesis.members.length,
  });
}

/** Thinks for so long, and answers with the prompt read backwards. */
function waitingWorker({ lanes, announcedMs, thinkMs, capacity }: WorkerPlan): Worker {
  const angles = new Uint8Array(2 * genesis.dimensions).fill(Number.parseInt(self.slice(0, 2), 16));
  return {
    lanes,
    announcedMs,
    capacity,
    answer: async ({ prompt, idempotenceKey: intent }, signal) => {
      say({ type: "started", intent, atMs: wallMs() });
      const type = await sleep(thinkMs, "finished" as const, { signal }).catch(() => "abandoned" as const);
      say({ type, intent, atMs: wallMs() });
      signal.throwIfAborted();
      return { answer: prompt.toReversed(), encoder: "reversed 1", weight: 1, angles };
    },
  };
}
