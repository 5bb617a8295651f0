import type { CanonicalValue, Digest } from "@plimsoll/foundation";
import type { Dimension } from "../gridworld/dimension.ts";
import type { ProbeContext } from "./probe-context.ts";
import type { TrialOutcome } from "./trial.ts";

/** One intervention to carry out. Everything that chance decides comes from (`seed`, `dimension`, `index`), never from the context. */
export interface TrialRequest {
  readonly dimension: Dimension;
  readonly context: ProbeContext;
  /** 0 to the registered number of trials - 1. */
  readonly index: number;
  /** Public randomness that nobody knew when the window was registered. */
  readonly seed: string;
}

/** What one probing has cost so far, for whoever bounds it. */
export interface Spent {
  readonly requests: number;
  readonly tokens: number;
}

/** What an intervention came to, as the target's world shows it and never as the agent says. */
export interface TrialRecord {
  readonly outcome: TrialOutcome;
  /** Trials of one template are alike but for chance: the cluster that they count in. */
  readonly template: string;
  /** Which of the target's `categories` the agent's behaviour falls in; null where the outcome is void. */
  readonly category: number | null;
  /** Digest of everything that was said and done, whose bytes stay with the evaluator. */
  readonly transcript: Digest;
  readonly spent: Spent;
}

/** An agent in a world that knows what really happened. */
export interface ProbeTarget {
  readonly name: string;
  /** What the probes are drawn from: its digest is registered before the first trial, itself is revealed after the last. */
  readonly probeSet: CanonicalValue;
  /** What an agent can do, from 2 to 8 kinds, over which EVAL and SHADOW are compared. */
  readonly categories: readonly string[];
  /** `deterministic`: the same world and context give the same behaviour, so that one EVAL and one SHADOW probe make a pair. */
  readonly pairing: "deterministic" | "stochastic";
  /** Corrections whose cost can be measured; a battery asks a rotating part of them for each window set. */
  readonly correctionTasks: readonly string[];
  /** Never rejects for what the agent or its server did: that is a void trial. Rejects when `signal` fires. */
  trial(request: TrialRequest, signal: AbortSignal): Promise<TrialRecord>;
  /** What a correction counts that never held, or was broken off: one more than the most attempts. */
  readonly attemptsIfNever: number;
  /** How many attempts it took until the correction held, `attemptsIfNever` if it never did. */
  correctionCost(
    task: string,
    seed: string,
    signal: AbortSignal,
  ): Promise<{ readonly attempts: number; readonly transcript: Digest; readonly spent: Spent }>;
  /**
   * What of a probe the agent could tell its context by, as numbers; as long for every probe and all traffic of a target. A function of
   * the request alone: the agent's answers are not in it.
   */
  surface(request: TrialRequest): readonly number[];
  /** The same of ordinary use, which SHADOW probes must be hard to tell from. */
  traffic(index: number, seed: string): readonly number[];
  /**
   * Told before the first trial of a window set: what the set had spent before, which counts from now on, and whom to tell of each request
   * before it is sent. Absent where a trial is one request and no tokens.
   */
  keepAccount?(spentBefore: Spent, asked: (tokensAtMost: number) => void): void;
}
