import { RandomStream } from "@plimsoll/foundation";
import { OPEN_CHANNELS } from "../agent/channels.ts";
import { candidate } from "../agent/candidate.ts";
import type { Deliberator } from "../agent/deliberator.ts";
import { uniformSelector } from "../agent/selector.ts";
import { noncesOfSeed } from "../law/epoch.ts";
import type { Apparatus } from "./apparatus.ts";
import { EPISODES_PER_RUN } from "./bounds.ts";
import { playSeed, type Question, type Reply, type SeedSetup } from "./play-seed.ts";
import type { SeedRun } from "./seed-run.ts";

/** The frozen candidate on one seed, with nothing taken from it and its first halt final; to be varied by one thing at a time. */
export const candidateSetup = (apparatus: Apparatus, seed: number): SeedSetup => ({
  apparatus,
  agentCompiler: apparatus.compilerDigest,
  channels: OPEN_CHANNELS,
  selector: uniformSelector(RandomStream.from("sovereignty selector", seed)),
  nonces: noncesOfSeed(seed),
  seed,
  episodes: EPISODES_PER_RUN,
  continuesAfterHalt: false,
  trace: null,
});

/** Plays a seed with a deliberator that answers at once. */
export function runSeed(setup: SeedSetup, deliberator: Deliberator = candidate): SeedRun {
  const play = playSeed(setup);
  let asked = play.next();
  while (asked.done !== true) asked = play.next(reply(deliberator, asked.value));
  return asked.value;
}

function reply(deliberator: Deliberator, question: Question): Reply {
  if (question.kind === "justify") return deliberator.justify(question.view);
  const text = deliberator.repair(question.view, question.notice, question.attempt);
  return text === null ? [] : [text];
}
