import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RandomStream } from "@plimsoll/foundation";
import { generateSigningKey, type SigningKey } from "@plimsoll/foundation/node";
import type { EventId } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import type { WorkerOptions } from "../../src/intent/worker-options.ts";
import { type FolderDisk, openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import type { Bus } from "../../src/ports/bus.ts";
import type { Worker } from "../../src/ports/work.ts";
import { cuttable } from "./cuttable-bus.ts";
import { type ScaledClock, scaledClock } from "./scaled-clock.ts";
import type { SwarmNode, SwarmScenario } from "./scenario.ts";
import { SwarmRecords } from "./swarm-records.ts";
import type { SwarmRun, SwarmRunner } from "./swarm-run.ts";

/** Two thoughts are wanted, as the other swarm asks two nodes; after the soft deadline one is enough. Scenario time. */
const ENOUGH = 2;
const SOFT_DEADLINE_MS = 3_000;
/** Waits of the mesh's own that shrink with the scenario, in scenario ms. */
const TURNS = { staggerMs: 250, settleMs: 100 };
const LOOK_MS = 100;

/**
 * This mesh in the same scenario: real nodes with journals on a disk and real signatures, in one process, over an
 * in-process bus. Only the waits that depend on how long a thought takes are scaled; syncs and retries take what they take.
 */
export const meshSwarm: SwarmRunner = { name: "mesh", run: runMeshSwarm };

interface Swarm {
  readonly scenario: SwarmScenario;
  readonly clock: ScaledClock;
  readonly records: SwarmRecords;
  /** The record of an intent, by its prompt. */
  readonly places: Map<string, number>;
  /** The record of a thought, by who thought about which prompt. */
  readonly thoughts: Map<string, number>;
  readonly over: AbortSignal;
}

interface Running {
  readonly plan: SwarmNode;
  readonly node: MeshNode;
  readonly disk: FolderDisk;
}

async function runMeshSwarm(scenario: SwarmScenario): Promise<SwarmRun> {
  const over = new AbortController();
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-swarm-"));
  const clock = scaledClock(scenario.timeScale);
  const records = new SwarmRecords(clock);
  const swarm: Swarm = { scenario, clock, records, places: new Map(), thoughts: new Map(), over: over.signal };
  const running = await startNodes(swarm, folder);
  const openers = running.map((each) => opening(swarm, each));
  await clock.sleep(scenario.durationMs, new AbortController().signal);
  over.abort();
  await sleep(ON_ITS_WAY_MS);
  judge(swarm, running);
  const run = {
    intents: records.intents.map((intent) => ({ ...intent })),
    thoughts: records.thoughts.map((thought) => ({ ...thought })),
    gapRejections: running.reduce((sum, { node }) => sum + node.counts.faulty, 0),
    rejectedForEver: unheard(running),
  };
  await Promise.all(openers);
  await Promise.all(running.map(({ node, disk }) => node.close().then(() => disk.close())));
  rmSync(folder, { recursive: true, force: true });
  return run;
}

/** Nobody opens anything any more; what was written is given time to arrive, in ms of the wall. */
const ON_ITS_WAY_MS = 3_000;

async function startNodes(swarm: Swarm, folder: string): Promise<Running[]> {
  const keys = swarm.scenario.nodes.map(() => generateSigningKey());
  const genesis = genesisOf(swarm.scenario, keys);
  const hub = new MemoryBusHub();
  return Promise.all(
    swarm.scenario.nodes.map(async (plan, place) => {
      const key = keys[place] as SigningKey;
      const disk = await openFolderDisk(join(folder, plan.name));
      const bus: Bus = cuttable(hub.join(signerOf(key).key), () => isCut(swarm, plan.name));
      const worker = thinking(swarm, plan);
      const node = await MeshNode.open({ genesis, key, disk, bus, worker, clock: null }, (cause) => {
        throw cause;
      });
      return { plan, node, disk };
    }),
  );
}

const genesisOf = ({ name, nodes }: SwarmScenario, keys: readonly SigningKey[]): Genesis => ({
  name,
  members: nodes.map((node, place) => ({ key: signerOf(keys[place] as SigningKey).key, name: node.name })),
  issuers: [],
  survivors: 1,
  spendWitnesses: 0,
  dimensions: 384,
});

const isCut = ({ scenario, clock }: Swarm, name: string): boolean =>
  scenario.cuts.some(({ node, fromMs, toMs }) => node === name && clock.now() >= fromMs && clock.now() < toMs);

/** A worker that thinks for as long as its node does, and writes down when. */
function thinking(
  { clock, records, places, thoughts, over }: Swarm,
  { name, thinkMs }: SwarmNode,
): Worker & WorkerOptions {
  return {
    lanes: ["any"],
    announcedMs: clock.wallMs(thinkMs),
    capacity: 1,
    staggerMs: clock.wallMs(TURNS.staggerMs),
    settleMs: clock.wallMs(TURNS.settleMs),
    answer: async ({ prompt }) => {
      const asked = Buffer.from(prompt).toString();
      const intent = places.get(asked) as number;
      records.begin(intent);
      const thought = records.think(name, intent);
      thoughts.set(`${asked}, ${name}`, thought);
      if (await clock.sleep(thinkMs, over)) records.finish(thought);
      records.answered(intent);
      const angles = new Uint8Array(2 * 384).fill(name.length);
      return { answer: Buffer.from(name), encoder: "swarm 1", weight: 1, angles };
    },
  };
}

/** Opens an intent, goes on when it is decided, pauses, and again. */
async function opening(swarm: Swarm, { plan, node }: Running): Promise<void> {
  if (plan.pauseMs === null) return;
  const { clock, over, scenario } = swarm;
  const firstMs = RandomStream.from(scenario.seed, "first intent", plan.name).unit() * plan.pauseMs;
  for (let restMs = firstMs, count = 0; await clock.sleep(restMs, over); restMs = plan.pauseMs, count += 1) {
    await openIntent(swarm, plan.name, node, `${plan.name} ${count}`);
  }
}

async function openIntent(swarm: Swarm, opener: string, node: MeshNode, request: string): Promise<void> {
  const { clock, records, places, over } = swarm;
  const place = records.open(opener);
  places.set(request, place);
  node.openIntent({
    request,
    lane: "any",
    prompt: Buffer.from(request),
    enough: ENOUGH,
    softDeadlineMs: clock.wallMs(SOFT_DEADLINE_MS),
    ownerLeaseMs: 60_000,
  });
  let id: EventId | undefined;
  while (!over.aborted && !isDecided(node, id)) {
    await clock.sleep(LOOK_MS, over);
    id ??= node.member.state.intents.intents().findLast(({ opened }) => promptOf(opened) === request)?.opened.id;
  }
  if (!over.aborted) records.end(place, "decided");
}

const isDecided = ({ member }: MeshNode, id: EventId | undefined): boolean =>
  id !== undefined && (member.state.intents.intent(id)?.kept ?? null) !== null;

const promptOf = ({ body }: { readonly body: { readonly prompt: Uint8Array } }): string =>
  Buffer.from(body.prompt).toString();

/** A thought is merged when a decision or an amendment has it; one that is held by nobody else is lost. */
function judge({ records, thoughts, scenario }: Swarm, running: readonly Running[]): void {
  const [first] = running;
  const nameOf = new Map(running.map(({ node, plan }) => [node.member.key, plan.name]));
  for (const intent of first?.node.member.state.intents.intents() ?? []) {
    const taken = new Set([
      ...(intent.kept?.body.thoughts ?? []),
      ...intent.amendments.flatMap(({ body }) => body.thoughts),
    ]);
    for (const thought of intent.thoughts) {
      const place = thoughts.get(`${promptOf(intent.opened)}, ${nameOf.get(thought.author) ?? ""}`);
      if (place !== undefined) records.judge(place, taken.has(thought.id) ? "merged" : "spare");
    }
  }
  const settledMs = scenario.durationMs - SETTLED_MS;
  for (const [place, thought] of records.thoughts.entries()) {
    if (thought.fate === "pending" && thought.toMs !== null && thought.toMs < settledMs)
      records.judge(place, "orphaned");
  }
}

/** A thought that is younger may still be on its way, in scenario ms. */
const SETTLED_MS = 2_000;

/** Nodes of which another holds less than they have written themselves, beyond what is on its way. */
function unheard(running: readonly Running[]): number {
  return running.filter(({ node }) => {
    const own = node.member.replica.chain;
    const length = own === null ? 0 : (node.member.replica.events.chain(own)?.length ?? 0);
    return running.some(({ node: other }) => {
      const held = own === null ? 0 : (other.member.replica.events.chain(own)?.length ?? 0);
      return held < length - ON_ITS_WAY;
    });
  }).length;
}

const ON_ITS_WAY = 5;
