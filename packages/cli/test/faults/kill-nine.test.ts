import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { eventually, wait } from "./eventually.ts";
import { GovernedStory, killQuietly } from "./governed-story.ts";
import type { Role } from "./guards.ts";
import { entriesIn, ofKind, verified } from "./kept-ledger.ts";
import type { PlimsollProcess } from "./plimsoll-process.ts";
import { markedBy } from "./process-family.ts";

/** At least fifty each time. More by hand: PLIMSOLL_KILL_ROUNDS=500 vitest run packages/cli/test/faults/kill-nine.test.ts */
const ROUNDS = Number(process.env["PLIMSOLL_KILL_ROUNDS"] ?? 51);
/** Another seed kills other processes at other moments. */
const SEED = Number(process.env["PLIMSOLL_KILL_SEED"] ?? 1);
/** Stories at once: most of a round is waiting for a lease to end. */
const LANES = 3;
const DELAY_MS_MAX = 3_000;
const ROLE_WITHIN_MS = 20_000;

/** Controllers, wardens and learners, and now and then one of the others. */
const VICTIMS: readonly Role[] = [
  ...(["controller", "controller", "controller", "warden", "warden", "warden"] as const),
  ...(["learner", "learner", "learner", "prober", "prober", "deadman"] as const),
];

test(
  `G-23 after each of ${ROUNDS} kill -9 nothing outlives its lease, the ledger verifies and the next start continues`,
  { timeout: 240_000 + ROUNDS * 10_000 },
  async () => {
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      await using story = new GovernedStory();
      const rounds = Math.floor(ROUNDS / LANES) + (lane < ROUNDS % LANES ? 1 : 0);
      return await killAgainAndAgain(story, rounds, RandomStream.from(SEED, "kill-nine", lane));
    });
    const settled = await Promise.allSettled(lanes);
    for (const lane of settled) if (lane.status === "rejected") throw lane.reason;
    const kills = settled.flatMap((lane) => (lane.status === "fulfilled" ? lane.value : []));
    expect(kills).toHaveLength(ROUNDS);
    expect(new Set(kills)).toEqual(new Set(VICTIMS));
  },
);

/** One story, killed and continued. Returns who was killed. */
async function killAgainAndAgain(story: GovernedStory, rounds: number, random: RandomStream): Promise<Role[]> {
  const kills: Role[] = [];
  let kept: Kept = NOTHING_KEPT;
  while (kills.length < rounds) {
    const controller = await story.begin();
    if (kept.directory !== "")
      expect(story.directory, "the next start continues the same telling").toBe(kept.directory);
    // The first two rounds may hit the teaching; then it must be over once, or no round would ever see more.
    if (kills.length >= 2) await taught(story, controller);
    const victim = await killOne(story, controller, VICTIMS[random.below(VICTIMS.length)] as Role, random);
    if (victim === null) {
      kept = await finishedTelling(controller);
      continue;
    }
    kills.push(victim);
    kept = await checkKept(story, kept);
  }
  return kills;
}

const taught = async (story: GovernedStory, controller: PlimsollProcess): Promise<unknown> =>
  await eventually(() => story.checkpoints().length > 0 || controller.end !== null, 120_000, "a first checkpoint");

/** Kills somebody after a while and waits until everybody is dead; null when the story ended before that. */
async function killOne(
  story: GovernedStory,
  controller: PlimsollProcess,
  wanted: Role,
  random: RandomStream,
): Promise<Role | null> {
  await wait(random.below(DELAY_MS_MAX));
  const found = (): number | null => story.find(wanted, controller);
  await eventually(() => controller.end !== null || found() !== null, ROLE_WITHIN_MS, `a ${wanted}`).catch(() => {});
  if (controller.end !== null) return null;
  // Of a role that does not come the controller takes the place: a resumed run may have nothing to probe for a while.
  const pid = found() ?? controller.pid;
  const victim = pid === controller.pid ? "controller" : wanted;
  const everybody = story.everybody(controller);
  killQuietly(pid);
  await story.nobodyLeft(
    everybody.filter((seen) => seen.pid !== controller.pid),
    `the kill of the ${victim}`,
  );
  const end = await controller.finished();
  if (victim !== "controller") expect({ victim, code: end.code, stderr: controller.stderr }).toMatchObject({ code: 1 });
  expect(controller.errorLines().length, controller.stderr).toBeLessThanOrEqual(1);
  return victim;
}

/** A telling that came to its end is kept, and the next start begins another. */
async function finishedTelling(controller: PlimsollProcess): Promise<Kept> {
  await controller.finished();
  expect(controller.line("summary"), controller.stderr).toMatchObject({ outcome: "full" });
  return NOTHING_KEPT;
}

/** What the next kill may not undo. */
interface Kept {
  readonly directory: string;
  readonly entries: number;
  readonly checkpoints: ReadonlyMap<string, string>;
}

const NOTHING_KEPT: Kept = { directory: "", entries: 0, checkpoints: new Map() };

async function checkKept(story: GovernedStory, before: Kept): Promise<Kept> {
  expect(markedBy(story.run)).toEqual([]);
  expect(existsSync(join(story.directory, "summary.json")), "a killed story is not a told one").toBe(false);
  const entries = existsSync(story.ledger) ? await checkLedger(story, before.entries) : 0;
  const checkpoints = new Map(story.checkpoints().map((name) => [name, weightsIn(story, name)]));
  for (const [name, weights] of before.checkpoints) expect(checkpoints.get(name), name).toBe(weights);
  return { directory: story.directory, entries, checkpoints };
}

async function checkLedger(story: GovernedStory, entriesBefore: number): Promise<number> {
  const size = await verified(story.ledger);
  expect(size).toBeGreaterThanOrEqual(entriesBefore);
  const entries = entriesIn(story.ledger);
  expect(ofKind(entries, "run.started").length, "one debit for one run").toBeLessThanOrEqual(1);
  // A kill may come after the job has ended by itself and before that is told; then the next start only tells it.
  const endings = ofKind(entries, "run.ended").map(({ reason }) => reason);
  expect(
    endings.filter((reason) => reason !== "finished"),
    "a killed run is not an ended one",
  ).toEqual([]);
  const steps = ofKind(entries, "checkpoint.registered").map(({ step }) => step ?? -1);
  expect(steps, "training goes on from the newest checkpoint").toEqual([...new Set(steps)].toSorted((a, b) => a - b));
  return size;
}

const weightsIn = (story: GovernedStory, name: string): string =>
  readFileSync(join(story.directory, "checkpoints", name)).toString("base64");
