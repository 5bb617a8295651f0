import type { Key } from "../../random/counter.ts";
import type { Action } from "../agent/action.ts";
import type { GenerationRecord } from "../record/generation-record.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";

/** What a control layer may know before a generation's actions are taken. */
export interface ControlFacts {
  readonly spec: GardenerSpec;
  /** The generation about to be completed. */
  readonly generation: number;
  /** The record of the generation before, null before the first. */
  readonly previous: GenerationRecord | null;
  /** Randomness of this generation's control, apart from all other. */
  readonly key: Key;
}

/** What a control layer may know of one agent and its surroundings. */
export interface AgentFacts {
  readonly id: number;
  readonly row: number;
  readonly column: number;
  readonly energy: number;
  readonly age: number;
  /** Dirt of its own cell in [0, 1]. */
  readonly dirt: number;
  /** Whether the planned action is the reflex's emergency move. */
  readonly isEmergency: boolean;
  /** Whether the planned action would breed if the population has room. */
  readonly wouldReproduce: boolean;
}

/** The action to take in the place of the planned one, and why. */
export interface Substitution {
  readonly action: Action;
  readonly cause: string;
}

/** Null lets the planned action pass. */
export type ActionRule = (agent: AgentFacts, planned: Action) => Substitution | null;

/**
 * A control layer between decision and claim. `rule` is asked once a generation; null lets every action pass. A rule MUST be a
 * function of its arguments and of the facts it was made from. A substituted emergency move is none, and is not counted.
 */
export interface ActionFilter {
  readonly name: string;
  rule(facts: ControlFacts): ActionRule | null;
}

/** No control: the default of both profiles. */
export const letAllPass: ActionFilter = { name: "none", rule: () => null };
