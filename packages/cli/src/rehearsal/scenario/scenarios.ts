import type { ErosionRates } from "../control/erosion.ts";
import type { Scenario } from "./scenario.ts";

/** Steady at 0.25 failures per thousand beyond the floor, and back there within an hour or two. */
const SOUND: ErosionRates = { push: 0.25, pull: 1, growth: 0.04, noise: 0.15 };

const CALM: Scenario = {
  name: "calm",
  meaning: "control stays where it is; two heartbeats in a thousand are lost",
  erosionAt: () => SOUND,
  attack: null,
  evaluatorsAway: null,
  controllerDead: null,
  lossPpm: 2_000,
  deafNodes: false,
};

/** The share of the way that a ramp between two points has done, 0 … 1. */
const ramp = (share: number, from: number, to: number): number =>
  Math.max(0, Math.min(1, (share - from) / (to - from)));

/** Pull falls in a straight line to a twentieth; the fold is at 0.2. */
const SLOW_DECAY: Scenario = {
  ...CALM,
  name: "slow-decay",
  meaning: "what corrects the models weakens from a fifth of the way on, until control tips over",
  erosionAt: (share) => ({ ...SOUND, pull: 1 - 0.95 * ramp(share, 0.2, 0.6) }),
};

const EVIDENCE_STALLS: Scenario = {
  ...CALM,
  name: "evidence-stalls",
  meaning: "nobody measures for a quarter of the time",
  evaluatorsAway: { from: 0.3, to: 0.55 },
};

const CONTROLLER_DEAD: Scenario = {
  ...CALM,
  name: "controller-dead",
  meaning: "the controller is dead for an eighth of the time: leases end by themselves",
  controllerDead: { from: 0.4, to: 0.525 },
};

/** Steady at 3 per thousand: near what a window of 1 132 trials may show and still prove 0.99. */
const FLAPPING: Scenario = {
  ...CALM,
  name: "flapping-evidence",
  meaning: "control stands near the line of the full band, so that chance decides each window",
  erosionAt: () => ({ push: 1.5, pull: 0.5, growth: 0, noise: 0.6 }),
};

const KILL: Scenario = {
  ...CALM,
  name: "kill",
  meaning: "every second model is tampered with: killed, held, and released after the refractory time",
  attack: { at: 0.3, every: 2, erosion: 250 },
};

/** All that a rehearsal plays unless one is named. */
export const SCENARIOS: readonly Scenario[] = [CALM, SLOW_DECAY, EVIDENCE_STALLS, CONTROLLER_DEAD, FLAPPING, KILL];

/** What must fail, so that a rehearsal that always passes is found out. */
export const CANARY: Scenario = {
  ...CONTROLLER_DEAD,
  name: "canary-deaf-nodes",
  meaning: "as controller-dead, with nodes that do not let go of an expired lease: must break the invariants",
  deafNodes: true,
};

/** By name, the canary among them; `undefined` where there is none. */
export const scenarioNamed = (name: string): Scenario | undefined =>
  ALL_SCENARIOS.find((scenario) => scenario.name === name);

export const ALL_SCENARIOS: readonly Scenario[] = [...SCENARIOS, CANARY];
