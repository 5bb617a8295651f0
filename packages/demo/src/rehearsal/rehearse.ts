import type { Clock } from "@plimsoll/foundation";
import { governRun, memoryKeyRing, rehearsalKeys, type RunObserver, type RunOutcome, Site } from "@plimsoll/governor";
import { memoryLedger } from "@plimsoll/ledger";
import { storyLearner } from "../learner/story-learner.ts";
import { training } from "../learner/train.ts";
import { objectiveOf, openStorySite, type Story, storyPlan, updatesOf } from "../story/story.ts";
import { batteryProber } from "./battery-prober.ts";
import { RehearsedJob } from "./rehearsed-job.ts";

/** A clock that stands still: the kernel decides from what it is told, and nothing here takes time. */
const STILL: Clock = { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 };

/**
 * Tells a whole story in one process: the real kernel, ledger, learner and battery, without wardens and disks. For a seed
 * it makes the same decision entries as the live demo, times and renewals aside.
 */
export async function rehearse(story: Story, observer: RunObserver = {}): Promise<RunOutcome> {
  const keys = memoryKeyRing(rehearsalKeys(String(story.seed)));
  using site = new Site({
    ledger: memoryLedger({ origin: "plimsoll.local/site", signingKey: keys.key("ledger") }),
    keys,
    clock: STILL,
  });
  openStorySite(site);
  const learnerOf = await storyLearner(story.learner);
  const job = new RehearsedJob((scale) =>
    training(
      {
        seed: story.seed,
        objective: objectiveOf(story),
        updates: updatesOf(story),
        checkpointInterval: story.interval,
      },
      learnerOf(scale),
    ),
  );
  return await governRun(storyPlan(story), {
    site,
    checkpoints: job,
    prober: batteryProber((path) => job.weightsOf(path)),
    launcher: job,
    clock: STILL,
    timers: { every: () => ({ stop: () => {} }) },
    observer,
    signal: new AbortController().signal,
    killOrder: null,
    adviser: null,
  });
}
