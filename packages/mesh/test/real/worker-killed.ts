import { setTimeout as sleep } from "node:timers/promises";
import { untilHolds } from "./bounded.ts";
import { type Figure, figure, LOOSELY, seconds } from "./figures.ts";
import type { NodeWord, WorkerPlan } from "./node-plan.ts";
import { type RealMesh, withMesh } from "./real-mesh.ts";
import type { RealNode } from "./real-node.ts";

/** Three times what is announced, but at least 3 s (`WorkerOptions`): a job of 7 s outlives two leases. */
const LEASE_MS = 3_000;
const LONG_MS = 7_000;

const workers = (place: number): WorkerPlan | null =>
  place === 0 ? null : { lanes: ["long"], announcedMs: 300, thinkMs: LONG_MS, capacity: 1 };
const order = { lane: "long", enough: 1, softDeadlineMs: 60_000 };

/** H6: a slow job is let finish while its worker lives, and is taken over once when it is killed. */
export const workerKilled = (nats: readonly string[]): Promise<Figure[]> =>
  withMesh({ nodes: 4, nats, worker: workers }, async (mesh) => [
    ...(await heartbeats(mesh)),
    ...(await takenOver(mesh)),
  ]);

async function heartbeats(mesh: RealMesh): Promise<Figure[]> {
  const intent = await mesh.node(0).order<string>("open", order);
  await untilDecided(mesh.node(0));
  const starts = startsOf(mesh, intent).length;
  return [
    figure(
      "H6",
      `starts of a job of ${LONG_MS / 1000} s under leases of ${LEASE_MS / 1000} s with heartbeats`,
      String(starts),
      "1",
      starts === 1,
    ),
  ];
}

async function takenOver(mesh: RealMesh): Promise<Figure[]> {
  const intent = await mesh.node(0).order<string>("open", order);
  await untilHolds("somebody works on it", () => startsOf(mesh, intent).length > 0);
  const victim = mesh.nodes.find((node) => startsOn(node, intent).length > 0) as RealNode;
  await sleep(1_000);
  const killedMs = performance.now();
  await victim.kill();
  await untilHolds("somebody took over", () => startsOf(mesh, intent).length > 1);
  const takeOverMs = performance.now() - killedMs;
  await untilDecided(mesh.node(0));
  const starts = startsOf(mesh, intent).length;
  await victim.start();
  await mesh.untilEqual(mesh.nodes.length);
  const { intents } = await mesh.node(0).status();
  return [
    figure("H6", "starts of a job whose worker is killed", String(starts), "2: one take-over is needed", starts === 2),
    figure(
      "H6",
      "kill -9 of a worker until another begins",
      seconds(takeOverMs),
      "<= lease + 2 s = 5.0 s",
      takeOverMs <= LEASE_MS + 2_000,
      takeOverMs <= LEASE_MS + 2_000 * LOOSELY,
    ),
    figure(
      "H6",
      "intents decided of those opened",
      `${intents.decided} of ${intents.decided + intents.open}`,
      "2 of 2",
      intents.decided === 2 && intents.open === 0,
    ),
  ];
}

/** The owner holds no open intent. */
const untilDecided = (owner: RealNode): Promise<number> =>
  untilHolds("the intent is decided", async () => (await owner.status()).intents.open === 0, 60_000, 100);

const startsOn = ({ words }: RealNode, intent: string): NodeWord[] =>
  words.filter((word) => word.type === "started" && word.intent === intent);
const startsOf = ({ nodes }: RealMesh, intent: string): NodeWord[] => nodes.flatMap((node) => startsOn(node, intent));
