import { permittedActions } from "../../src/compiler/compiled-law.ts";
import { THE_EXPERIMENT, type Specimen } from "../../src/check/specimen.ts";
import type { Apparatus } from "../../src/run/apparatus.ts";
import { playSeed, type SeedSetup } from "../../src/run/play-seed.ts";
import { openObligations } from "../../src/mask/obligation.ts";
import { situationOf } from "../../src/mask/situation.ts";
import { NO_ACTIONS } from "../../src/world/action.ts";
import { observe } from "../../src/world/observe.ts";

/** The experiment with one part of its apparatus made otherwise. */
export const withApparatus = (changed: Partial<Apparatus>): Specimen => ({
  ...THE_EXPERIMENT,
  apparatus: { ...THE_EXPERIMENT.apparatus, ...changed },
});

/** The experiment played with something changed in how it is set up. */
export const playedWith = (change: (setup: SeedSetup) => Partial<SeedSetup>): Specimen => ({
  ...THE_EXPERIMENT,
  playSeed: (setup) => playSeed({ ...setup, ...change(setup) }),
});

/** The mask of the public original (reference §7.1): the union over all open obligations, whatever their priority. */
export const unionMask: typeof situationOf = (apparatus, law, state) => {
  const seen = observe(state);
  const permitted = permittedActions(law, seen);
  const open = openObligations(apparatus, law, state, seen);
  const progress = open.reduce((union, each) => union | each.progress, NO_ACTIONS);
  const mask = open.length === 0 ? permitted : progress & permitted;
  return mask === NO_ACTIONS ? situationOf(apparatus, law, state) : { kind: "free", mask, binding: open, open };
};
