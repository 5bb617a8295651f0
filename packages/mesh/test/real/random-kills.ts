import { setTimeout as sleep } from "node:timers/promises";
import { RandomStream } from "@plimsoll/foundation";
import { untilHolds } from "./bounded.ts";
import { type Figure, figure, LOOSELY, ms, percentile } from "./figures.ts";
import { type RealMesh, withMesh } from "./real-mesh.ts";
import type { RealNode } from "./real-node.ts";

export interface RandomKills {
  readonly nats: readonly string[];
  readonly kills: number;
  readonly seed: number;
  readonly progress?: (line: string) => void;
}

/** A writer is killed at a random instant within this time of writing. */
const WRITES_MS_MAX = 400;

/** C1: `kill -9` of a node that spends as fast as its disk allows; what it acknowledged is there when it is back. */
export const randomKills = ({ nats, kills, seed, progress = () => undefined }: RandomKills): Promise<Figure[]> =>
  withMesh({ nodes: 3, nats }, async (mesh) => {
    const chance = RandomStream.from(seed, "kills");
    const victim = mesh.node(2);
    const startMs: number[] = [];
    let [torn, lost, acknowledged, fresh] = [0, 0, 0, 0];
    await mesh.issueAll();
    for (let kill = 0; kill < kills; kill += 1) {
      const told = await killWriting(victim, 1 + chance.below(WRITES_MS_MAX));
      const { tookMs, tornBytes } = await victim.start();
      startMs.push(tookMs);
      torn += tornBytes;
      acknowledged += told.length;
      lost += told.length - (await victim.order<number>("holds", { events: told }));
      if (!(await goesOn(victim))) fresh += 1;
      progress(`${kill + 1} of ${kills}: ${acknowledged} acknowledged, ${lost} lost, ${torn} torn tails`);
    }
    return [...figuresOf({ kills, acknowledged, lost, torn, startMs, fresh }), await stillEqual(mesh)];
  });

/** The events that it acknowledged before it was killed. */
async function killWriting(victim: RealNode, afterMs: number): Promise<string[]> {
  victim.words.length = 0;
  const spending = victim.order("spend", { forMs: 60_000, everyMs: 0, tells: true }).catch(() => undefined);
  await untilHolds("it writes", () => victim.words.length > 0, 10_000, 5);
  await sleep(afterMs);
  await victim.kill();
  await spending;
  return victim.words.flatMap((word) => (word.type === "acknowledged" ? word.event : []));
}

/** Writes under the incarnation of before, with the rights of before. A new one is correct too, but has no rights yet. */
async function goesOn(victim: RealNode): Promise<boolean> {
  await untilHolds("it may write", () => victim.order<boolean>("isWriting"), 10_000, 20);
  const hasOld = (await victim.status()).ownEvents > 1;
  if (!hasOld) await victim.order("issue");
  return hasOld;
}

interface KillCounts {
  readonly kills: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly torn: number;
  readonly fresh: number;
  readonly startMs: readonly number[];
}

function figuresOf({ kills, acknowledged, lost, torn, startMs, fresh }: KillCounts): Figure[] {
  const worst = Math.max(...startMs);
  return [
    figure(
      "C1",
      `acknowledged events lost in ${kills} kills -9 (${acknowledged} acknowledged, ${torn} torn tails cut and reported)`,
      String(lost),
      "0",
      lost === 0 && acknowledged >= kills,
    ),
    figure(
      "C1",
      `start of the process to serving, p50 ${ms(percentile(startMs, 50))}, worst`,
      ms(worst),
      "<= 2000 ms",
      worst <= 2_000,
      worst <= 2_000 * LOOSELY,
    ),
    figure("C1", "restarts that took a new incarnation although peers were there", String(fresh), "0", fresh === 0),
  ];
}

async function stillEqual(mesh: RealMesh): Promise<Figure> {
  const equalMs = await mesh.untilEqual(mesh.nodes.length);
  const overdrafts = await mesh.node(0).order<number>("overdrafts");
  return figure(
    "C1",
    `overdrafts after the kills, roots equal after ${ms(equalMs)}`,
    String(overdrafts),
    "0",
    overdrafts === 0,
  );
}
