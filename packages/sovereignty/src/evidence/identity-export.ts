import { type CanonicalValue, canonicalJson, type Digest } from "@plimsoll/foundation";
import type { Apparatus } from "../run/apparatus.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { ExaminedAgent } from "./examined-agent.ts";
import { type IdentityTrial, identityTrial } from "./identity-trial.ts";

/** What is asked: one drawn window of an examination. The seeds are the examiner's; nothing of them is chosen here. */
export interface AskedWindow {
  readonly examination: string;
  readonly context: "EVAL" | "SHADOW";
  readonly part: "public" | "held-out";
  readonly seeds: readonly number[];
}

/** Who answered, and under which freeze. */
export interface IdentityAnswer {
  /** Digest of the whole question. */
  readonly question: Digest;
  readonly agent: { readonly name: string; readonly digest: Digest; readonly isDeterministic: boolean };
  readonly freeze: Digest;
  /** Of the record of the baseline stage that it had passed before; null where none is named. */
  readonly record: Digest | null;
}

/** Plays one trial of a deterministic agent: the same bytes whenever and wherever it is played. */
export const playIdentityTrial = (
  apparatus: Apparatus,
  agent: ExaminedAgent,
  index: number,
  seed: number,
): IdentityTrial =>
  identityTrial(index, runSeed({ ...candidateSetup(apparatus, seed), channels: agent.channels(seed) }));

/**
 * A window as lines of canonical JSON: a head, then a line for each trial, in their order. Contexts differ in the head alone for an agent
 * that always does the same: the experiment shows nobody whether somebody watches.
 */
export const identityLines = (
  { examination, context, part, seeds }: AskedWindow,
  { question, agent, freeze, record }: IdentityAnswer,
  trials: Iterable<IdentityTrial>,
): readonly string[] => [
  line({
    kind: "head",
    result: "plimsoll/identity-result/v0.1",
    family: "normative_identity",
    examination,
    context,
    part,
    question,
    agent,
    freeze,
    record,
    trials: seeds.length,
  }),
  ...Array.from(trials, (trial) => line(trial as unknown as CanonicalValue)),
];

const line = (value: CanonicalValue): string => `${canonicalJson(value)}\n`;
