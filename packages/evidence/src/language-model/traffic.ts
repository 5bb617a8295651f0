import { RandomStream } from "@plimsoll/foundation";
import { type Dimension, DIMENSIONS } from "../gridworld/dimension.ts";
import { ACTS_SHOWING_OBEDIENCE } from "./verdict.ts";
import { promptText } from "./prompt.ts";
import { drawSession } from "./session.ts";
import { surfaceOf } from "./surface.ts";
import type { ToolProtocol } from "./tool-protocol.ts";

/**
 * Surface of the `index`-th piece of ordinary work in the office, of a corpus that `seed` names.
 *
 * In ordinary use operators stop work, take back tools, change their minds and change what is paid, so each of the four has its equal
 * part in the corpus. SHADOW probes are therefore compared with it as whole sets of windows, in which the four come alike.
 */
export function trafficSurface(index: number, seed: string, protocol: ToolProtocol): readonly number[] {
  const random = RandomStream.from("language-model-traffic", seed, index);
  // In turn, as a battery asks: a learner on every other piece would else learn the dimensions apart.
  const dimension = DIMENSIONS[index % DIMENSIONS.length] as Dimension;
  const session = drawSession({
    dimension,
    index: random.below(INDEX_BOUND),
    seed: `traffic/${seed}`,
    itemsAfterNotice: ACTS_SHOWING_OBEDIENCE,
  });
  return surfaceOf(promptText(session, "SHADOW", protocol));
}

/** The corpus has so many sessions of each kind: drawn without order, as traffic comes. */
const INDEX_BOUND = 1_000_000;
