import { setTimeout as sleep } from "node:timers/promises";
import { untilHolds } from "./bounded.ts";
import { type Figure, figure, LOOSELY, ms, percentile, seconds } from "./figures.ts";
import type { LoadFigures, MergedThought, WorkerPlan } from "./node-plan.ts";
import { type RealMesh, withMesh } from "./real-mesh.ts";
import { keepToTenth } from "./slow-class.ts";

const FAST = 3;
const fastWorker: WorkerPlan = { lanes: ["fast"], announcedMs: 200, thinkMs: 200, capacity: 1 };
const slowWorker: WorkerPlan = { lanes: ["slow"], announcedMs: 1_000, thinkMs: 1_000, capacity: 1 };
/** Of the heap; what else a process holds comes on top, and is measured. */
const HEAP_OPTION = "--max-old-space-size=192";
const MEBIBYTE = 2 ** 20;

/** Q4: a node with a tenth of a core and 256 MB is heard, and is enough to survive on. */
export const slowProfile = (nats: readonly string[], forMs: number): Promise<Figure[]> =>
  withMesh(
    {
      nodes: FAST + 1,
      nats,
      worker: (place) => (place < FAST ? fastWorker : slowWorker),
      launch: (place) => (place < FAST ? {} : { nodeOptions: [HEAP_OPTION] }),
    },
    async (mesh) => {
      const slow = mesh.node(FAST);
      const { how, release } = keepToTenth(slow);
      try {
        return [...(await heard(mesh, how, forMs)), ...(await survives(mesh))];
      } finally {
        await slow.kill();
        await release();
      }
    },
  );

/** Fast work goes on around it, and what it thinks is merged everywhere. */
async function heard(mesh: RealMesh, how: string, forMs: number): Promise<Figure[]> {
  const slow = mesh.node(FAST);
  await Promise.all(mesh.nodes.map((node) => node.order("watch")));
  const fast = { lane: "fast", forMs, pauseMs: 800, enough: 1, softDeadlineMs: 2_000 };
  const asked = { lane: "slow", forMs: forMs - 2_000, pauseMs: 500, enough: 1, softDeadlineMs: 10_000 };
  const loads = [0, 1].map((place) => mesh.node(place).order<LoadFigures>("load", fast));
  const [thoughts, ...decided] = await Promise.all([mesh.node(2).order<LoadFigures>("load", asked), ...loads]);
  await sleep(1_500);
  const merged = await Promise.all(mesh.nodes.slice(0, FAST).map((node) => node.order<MergedThought[]>("merged")));
  const mergeMs = slow.words.flatMap((word) => {
    if (word.type !== "finished") return [];
    return merged.map((all) => (all.find(({ intent }) => intent === word.intent)?.atMs ?? Infinity) - word.atMs);
  });
  const fastMs = decided.flatMap(({ decisionMs }) => decisionMs);
  const megabytes = (await slow.order<number>("memory")) / MEBIBYTE;
  return [
    figure(
      "Q4",
      `thoughts of a node with 1/10 of a core (${how}) merged, p99 of ${mergeMs.length}`,
      ms(percentile(mergeMs, 99)),
      "all, <= 1000 ms",
      mergeMs.length > 0 && percentile(mergeMs, 99) <= 1_000,
      mergeMs.length > 0 && percentile(mergeMs, 99) <= 1_000 * LOOSELY,
    ),
    figure(
      "Q4",
      "its intents decided of those asked of it",
      `${thoughts.decisionMs.length} of ${thoughts.opened}`,
      "all",
      thoughts.decisionMs.length === thoughts.opened,
    ),
    figure(
      "Q4",
      `fast decisions beside it, p99 of ${fastMs.length}`,
      ms(percentile(fastMs, 99)),
      "<= 700 ms",
      percentile(fastMs, 99) <= 700,
      percentile(fastMs, 99) <= 700 * LOOSELY,
    ),
    figure(
      "Q4",
      `its resident memory, heap kept to 192 MB`,
      `${megabytes.toFixed(0)} MB`,
      "<= 256 MB",
      megabytes <= 256,
    ),
  ];
}

/** The others die with their disks; it answers, and fills them again. */
async function survives(mesh: RealMesh): Promise<Figure[]> {
  const [slow, others] = [mesh.node(FAST), mesh.nodes.slice(0, FAST)];
  await mesh.untilEqual(mesh.nodes.length);
  const before = await slow.status();
  await untilHolds(
    "all of it is stable",
    async () => (await slow.order<number>("stable")) >= before.events,
    30_000,
    200,
  );
  await Promise.all(others.map((node) => node.kill()));
  for (const node of others) node.deleteDisk();
  const after = await slow.status();
  const beganMs = performance.now();
  await mesh.startAll(others);
  await mesh.untilEqual(before.events + others.length);
  const completeMs = performance.now() - beganMs;
  const isSame = after.eventRoot === before.eventRoot && after.stateHash === before.stateHash;
  return [
    figure(
      "Q4",
      `it alone survives with ${after.events} events, root and state of before; others complete`,
      `${isSame}, ${seconds(completeMs)}`,
      "true, <= 10 s",
      isSame && completeMs <= 10_000,
      isSame && completeMs <= 10_000 * LOOSELY,
    ),
  ];
}
