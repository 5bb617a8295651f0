import { playSeed, type Question, type Reply, type SeedSetup } from "./play-seed.ts";
import type { SeedRun } from "./seed-run.ts";

/** Plays a seed with a deliberator that takes its time. One question is out at any moment; whatever `answer` throws ends the run. */
export async function runSeedAsking(
  setup: SeedSetup,
  answer: (question: Question) => Promise<Reply>,
): Promise<SeedRun> {
  const play = playSeed(setup);
  let asked = play.next();
  while (asked.done !== true) asked = play.next(await answer(asked.value));
  return asked.value;
}
