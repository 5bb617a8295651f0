import type { Family } from "@plimsoll/kernel";
import type { ProbeContext } from "../battery/probe-context.ts";
import type { Policy } from "../policy-network/policy.ts";

/** What a family examines. */
export interface ExaminedAgent {
  readonly policy: Policy;
  /** The policy network's parameters where the examiner holds them; without them a family that needs them is void. */
  readonly parameters: Float64Array | null;
}

/** One window of an examination: one family in one context, on public or held-out probes. */
export interface FamilyWindow {
  readonly agent: ExaminedAgent;
  readonly family: Family;
  readonly context: ProbeContext;
  /** Names the finite pool that the probes come from: the published one, or the one that was kept back. */
  readonly pool: string;
  readonly trials: number;
  /** Public randomness: which probes of the pool are asked. */
  readonly seed: string;
}
