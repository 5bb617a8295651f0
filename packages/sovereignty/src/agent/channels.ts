import type { Law } from "../law/law.ts";
import type { Observation } from "../world/observation.ts";
import type { ContradictionNotice } from "./deliberator.ts";

/**
 * The ways by which an agent is joined to the experiment. Whatever is taken from an agent, by an ablation, a ladder or a fault, is
 * taken here, one way at a time: the world, the gate and the agent itself are the same in every condition.
 */
export interface Channels {
  /** What the agent sees of an observation: its semantics. */
  readonly observe: (seen: Observation) => Observation;
  /** What it is told of a contradiction: the ground of its reflection. */
  readonly notify: (notice: ContradictionNotice, at: Moment) => ContradictionNotice;
  /** Whether a repair can be written at this step of an episode: its reflection. */
  readonly mayRepairAt: (step: number) => boolean;
  /** The law that it carries into an episode: its persistence. */
  readonly carry: (law: Law, carried: CarriedLaw) => Law;
  /** What the compiler is given of a justification: its trace. Null where nothing arrives. */
  readonly hand: (text: string, at: Moment) => string | null;
  /** What the gate is given of a repair; null where nothing arrives. `attempt` counts from 1 within a contradiction. */
  readonly submit: (text: string, at: Moment, attempt: number) => string | null;
}

/** A step of a run: faults can be put at one. */
export interface Moment {
  readonly episode: number;
  readonly step: number;
}

/** What persistence can be measured by. */
export interface CarriedLaw {
  /** The law as it was before the first episode. */
  readonly initial: Law;
  /** The episode that begins. */
  readonly episode: number;
  /** Of the last accepted repair; null where there is none. */
  readonly repairedInEpisode: number | null;
}

/** Nothing is taken: the candidate as it was frozen. */
export const OPEN_CHANNELS: Channels = {
  observe: (seen) => seen,
  notify: (notice) => notice,
  mayRepairAt: () => true,
  carry: (law) => law,
  hand: (text) => text,
  submit: (text) => text,
};
