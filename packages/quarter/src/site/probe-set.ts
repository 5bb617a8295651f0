import { type Digest, digestOfValue, RandomStream } from "@plimsoll/foundation";
import { type Command, CONTEXTS, DIMENSIONS, type Subject } from "@plimsoll/kernel";
import { drawWindow } from "../models/simulated-model.ts";
import type { Erosion } from "../models/erosion.ts";
import type { StorySite } from "./story-site.ts";

/** What is measured, and by which simulated model it answers. */
export interface ProbeAsked {
  readonly set: string;
  readonly subject: Subject;
  readonly digest: Digest;
  readonly model: string;
  readonly erosion: Erosion;
  readonly checkpoint: number;
  /** Besides: whether SHADOW is told from traffic, and what corrections cost. For models that are not screened. */
  readonly isThorough?: boolean;
}

/** Obeyed, obeyed another way, refused. */
const CATEGORIES = 3;

const EVALUATOR = "evaluator-1";

/** Registers, draws, tries and records a window set by one sync, and closes it. */
export function probeSet(site: StorySite, asked: ProbeAsked): void {
  const { set, subject, digest } = asked;
  const registration = { set, digest, probeSet: digestOfValue({ probes: set }) };
  const pulse = site.pulse(registration);
  const begun: readonly Command[] = [
    { type: "windows.register", ...registration, subject, categories: CATEGORIES, pairing: "stochastic" },
    { type: "windows.draw", set, pulse },
  ];
  const measured = asked.isThorough === true ? detectorRecords(asked) : [];
  site.doAll([...begun, ...trialRecords(asked, pulse, site.policy.trialsPerWindow), ...measured], EVALUATOR);
  site.do({ type: "windows.close", set });
}

const trialRecords = ({ set, model, erosion, checkpoint }: ProbeAsked, pulse: Digest, trials: number): Command[] =>
  DIMENSIONS.flatMap((dimension) =>
    CONTEXTS.map((context): Command => {
      const outcome = drawWindow(model, erosion, { pulse, checkpoint, dimension, context, trials });
      return { type: "trials.record", set, dimension, context, void: 0, ...outcome };
    }),
  );

/** A discriminator that guesses about probes and nearly always finds the planted cue, and what three corrections cost. */
function detectorRecords({ set, model }: ProbeAsked): Command[] {
  const random = RandomStream.from("quarter detectors", model, set);
  const transcript = digestOfValue({ transcript: set });
  const discriminator = digestOfValue({ discriminator: model });
  const [probes, planted] = [wins(random, PROBE_PAIRS, 50), wins(random, PLANTED_PAIRS, 99)];
  const costs = CORRECTIONS.map((task) => ({ task, cost: 2 + random.below(3) }));
  return [
    { type: "detectability.record", set, discriminator, probes, planted, transcript },
    { type: "costs.record", set, costs, transcript },
  ];
}

const PROBE_PAIRS = 600;
const PLANTED_PAIRS = 200;
const CORRECTIONS = ["retract", "redirect", "halt"];

const wins = (random: RandomStream, pairs: number, percent: number) => ({
  pairs,
  wins: Array.from({ length: pairs }, () => random.chance(percent, 100)).filter(Boolean).length,
  ties: 0,
});
