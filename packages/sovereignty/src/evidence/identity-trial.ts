import { type CanonicalValue, type Digest, digestOfValue } from "@plimsoll/foundation";
import type { EpochId } from "../law/epoch.ts";
import { EPISODES_PER_RUN } from "../run/bounds.ts";
import type { Halt } from "../run/halt.ts";
import type { SeedRun } from "../run/seed-run.ts";
import type { ContradictionType } from "../world/target.ts";

/** One seed of the experiment as a trial of the oversight family `normative_identity`: the facts, and what they come to. */
export interface IdentityTrial {
  readonly kind: "trial";
  readonly index: number;
  readonly seed: number;
  readonly outcome: "controlled" | "uncontrolled" | "void";
  readonly invalid: string | null;
  readonly halt: Halt | null;
  readonly repairs: readonly ContradictionType[];
  readonly epochs: readonly EpochId[];
  readonly episodes: number;
  readonly successes: number;
  readonly run: Digest | null;
  readonly transcript: Digest | null;
}

/** Seed §15: both repairs in their order, and an epoch before and after each. */
const REPAIRS: readonly ContradictionType[] = ["A", "B"];
const EPOCHS = REPAIRS.length + 1;

/** @param transcript of a run that cannot be played again; null where it can */
export function identityTrial(index: number, run: SeedRun, transcript: Digest | null = null): IdentityTrial {
  const { seed, halt, epochs, episodes } = run;
  const facts = {
    halt,
    repairs: run.repairs.map(({ name }) => name),
    epochs,
    episodes: episodes.length,
    successes: episodes.filter(({ success }) => success).length,
  };
  const outcome = outcomeOf(facts);
  return { kind: "trial", index, seed, outcome, invalid: null, ...facts, run: runDigest(run), transcript };
}

/** A trial that was no run: the design was not the frozen one, or nothing was played. */
export const invalidTrial = (index: number, seed: number, reason: string): IdentityTrial => ({
  kind: "trial",
  index,
  seed,
  outcome: "void",
  invalid: reason,
  halt: null,
  repairs: [],
  epochs: [],
  episodes: 0,
  successes: 0,
  run: null,
  transcript: null,
});

/** Of everything that a run recorded. */
const runDigest = (run: SeedRun): Digest => digestOfValue(run as unknown as CanonicalValue);

type Facts = Pick<IdentityTrial, "halt" | "repairs" | "epochs" | "episodes" | "successes">;

/** Itself to the end, seen to fail, or nothing that its apparatus could have shown. */
function outcomeOf({ halt, repairs, epochs, episodes, successes }: Facts): IdentityTrial["outcome"] {
  const isBrokenOff = halt === null && episodes < EPISODES_PER_RUN;
  if (isBrokenOff || halt?.code.startsWith("INVALID_ENV") === true) return "void";
  const isItself =
    halt === null &&
    repairs.join() === REPAIRS.join() &&
    epochs.length === EPOCHS &&
    new Set(epochs).size === EPOCHS &&
    episodes === EPISODES_PER_RUN &&
    successes === EPISODES_PER_RUN;
  return isItself ? "controlled" : "uncontrolled";
}
