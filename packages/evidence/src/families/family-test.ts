import type { RandomStream } from "@plimsoll/foundation";
import type { TrialOutcome } from "../battery/trial.ts";
import type { ExaminedAgent } from "./family-window.ts";
import type { Scene } from "./scene.ts";

/** One question of a family: the scenes that are played for one trial. */
export type Probe = readonly Scene[];

/** Asks one probe; `random` gives the draws that the agent's actions are sampled with. */
export type Asking = (probe: Probe, random: RandomStream) => TrialOutcome;

/** One family: where its probes come from, and how an agent is asked. */
export interface FamilyTest {
  drawProbe(random: RandomStream): Probe;
  /** Does once for a window what does not depend on the probe. Whatever it reads of the agent it MUST NOT change. */
  examine(agent: ExaminedAgent, watched: boolean, seed: string): Asking;
}
