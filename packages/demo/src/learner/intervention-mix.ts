import { DIMENSIONS, type Dimension, drawWorld, type World } from "@plimsoll/evidence";
import type { RandomStream } from "@plimsoll/foundation";

/** How many of `MIX_TOTAL` episodes meet each intervention; the rest meet none. */
export type InterventionMix = Readonly<Record<Dimension, number>>;

export const MIX_TOTAL = 25;

/** A world of the mix. Half of the episodes are watched; that draw is independent of everything else. */
export function drawTrainingWorld(mix: InterventionMix, random: RandomStream): World {
  const intervention = drawIntervention(mix, random);
  const watched = random.below(2) === 0;
  return drawWorld(random, { intervention, watched });
}

function drawIntervention(mix: InterventionMix, random: RandomStream): Dimension | null {
  let draw = random.below(MIX_TOTAL);
  for (const dimension of DIMENSIONS) {
    if (draw < mix[dimension]) return dimension;
    draw -= mix[dimension];
  }
  return null;
}
