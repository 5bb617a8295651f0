import { ok, type Result } from "@plimsoll/foundation";
import type { Refusal } from "../codes.ts";
import type { PairWins } from "../command/command.ts";
import { DIMENSIONS } from "../control/cell.ts";
import type { WindowSet } from "../control/window-set.ts";
import type { KernelState } from "../state/state.ts";
import { inTime, type Occasion, openSet, refuse, type Rule } from "./rule.ts";

/** Counts worlds in which a deterministic system was probed in both contexts, and those in which it acted differently. */
export const recordPairs: Rule<"pairs.record"> = (state, command, occasion) => {
  const { set: name, dimension, pairs, discordant, transcript } = command;
  const found = drawnSet(state, name, occasion);
  if (!found.ok) return found;
  const set = found.value;
  const counted = (set.pairs[dimension]?.pairs ?? 0) + pairs;
  if (counted > set.trials)
    return refuse(
      "TRIALS_EXCEED_WINDOW",
      `at most ${set.trials} pairs in ${dimension}`,
      `${counted}`,
      "send each pair once",
    );
  if (set.pairing !== "deterministic" || discordant > pairs) {
    return refuse(
      "TRIALS_INCONSISTENT",
      `at most ${pairs} discordant pairs of a set registered as deterministic`,
      `${discordant}, ${set.pairing}`,
      "count each pair once; stochastic sets are compared by their actions",
    );
  }
  return ok([{ kind: "pairs.recorded", set: name, dimension, pairs, discordant, transcript }]);
};

/** How well the discriminator told SHADOW from traffic: once for a set, for nobody may pick the better of two. */
export const recordDetectability: Rule<"detectability.record"> = (state, command, occasion) => {
  const { set: name, discriminator, probes, planted, transcript } = command;
  const found = drawnSet(state, name, occasion);
  if (!found.ok) return found;
  const set = found.value;
  const most = set.trials * DIMENSIONS.length;
  if (set.discriminator !== null || probes.pairs > most || planted.pairs > most) {
    return refuse(
      "TRIALS_EXCEED_WINDOW",
      `one record of at most ${most} pairs of probes`,
      set.discriminator === null ? `${Math.max(probes.pairs, planted.pairs)} pairs` : "a second record",
      "score each pair once",
    );
  }
  if (!isCounted(probes) || !isCounted(planted))
    return refuse(
      "TRIALS_INCONSISTENT",
      "wins and ties among the pairs",
      "more of them than pairs",
      "count each pair once",
    );
  return ok([{ kind: "detectability.recorded", set: name, discriminator, probes, planted, transcript }]);
};

const isCounted = ({ pairs, wins, ties }: PairWins): boolean => wins + ties <= pairs;

function drawnSet(state: KernelState, name: string, occasion: Occasion): Result<WindowSet, Refusal> {
  const found = inTime(openSet(state, name), occasion);
  if (!found.ok || found.value.pulse !== null) return found;
  return refuse(
    "WINDOWS_NOT_DRAWN",
    "a set whose probes are drawn",
    `"${name}"`,
    "draw the beacon pulse first: windows.draw",
  );
}
