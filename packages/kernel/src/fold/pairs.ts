import { changeSet, type Fold } from "./change.ts";

export const pairsRecorded: Fold<"pairs.recorded"> = (state, { set, dimension, pairs, discordant }) =>
  changeSet(state, set, (before) => {
    const counted = before.pairs[dimension] ?? { pairs: 0, discordant: 0 };
    const tally = { pairs: counted.pairs + pairs, discordant: counted.discordant + discordant };
    return { ...before, pairs: { ...before.pairs, [dimension]: tally } };
  });

export const detectabilityRecorded: Fold<"detectability.recorded"> = (state, { set, probes, planted }) =>
  changeSet(state, set, (before) => ({ ...before, discriminator: { probes, planted } }));
