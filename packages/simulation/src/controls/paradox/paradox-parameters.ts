import { clip } from "../../numbers/clip.ts";

/** Every constant of reference §5, with the original's value as default. Shares and thresholds are 0 to 1. */
export interface ParadoxParameters {
  readonly tensionWeight: number;
  readonly coherenceWeight: number;
  readonly pressureWeight: number;
  readonly confidenceWeight: number;
  readonly collapseTensionMin: number;
  readonly collapseCoherenceMax: number;
  readonly collapsePressureMax: number;
  readonly bubbleCoherenceMax: number;
  readonly bubblePressureMax: number;
  /** `k` of the shaped reward. */
  readonly creativeReward: number;
  readonly bubbleReward: number;
  readonly collapseReward: number;
  readonly riskKept: number;
  readonly alphaMin: number;
  readonly alphaMax: number;
  readonly survivalEnergyMax: number;
  readonly survivalCoherenceMax: number;
  readonly survivalPressureMax: number;
}

export const PARADOX_DEFAULTS: ParadoxParameters = {
  tensionWeight: 0.4,
  coherenceWeight: 0.4,
  pressureWeight: 0.2,
  confidenceWeight: 0.1,
  collapseTensionMin: 0.7,
  collapseCoherenceMax: 0.35,
  collapsePressureMax: 0.45,
  bubbleCoherenceMax: 0.7,
  bubblePressureMax: 0.6,
  creativeReward: 1,
  bubbleReward: -0.4,
  collapseReward: -1.2,
  riskKept: 0.9,
  alphaMin: 0.15,
  alphaMax: 1,
  survivalEnergyMax: 0.35,
  survivalCoherenceMax: 0.4,
  survivalPressureMax: 0.45,
};

const UNBOUNDED: ReadonlySet<string> = new Set(["creativeReward", "bubbleReward", "collapseReward"]);

/**
 * v1.1's mending of parameters: weights and thresholds go into [0, 1], what is not a number goes back to its default, and pairs
 * are put in order, so that `collapse` lies within `bubble`'s bounds and `alphaMin ≤ alphaMax`. The reference says that v1.1
 * does it, not how: the pairs are our reading.
 */
export function orderedParameters(parameters: ParadoxParameters): ParadoxParameters {
  const mended = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      mendedValue(name as keyof ParadoxParameters, value as number),
    ]),
  ) as unknown as ParadoxParameters;
  const [collapseCoherenceMax, bubbleCoherenceMax] = inOrder(mended.collapseCoherenceMax, mended.bubbleCoherenceMax);
  const [collapsePressureMax, bubblePressureMax] = inOrder(mended.collapsePressureMax, mended.bubblePressureMax);
  const [alphaMin, alphaMax] = inOrder(mended.alphaMin, mended.alphaMax);
  return {
    ...mended,
    collapseCoherenceMax,
    bubbleCoherenceMax,
    collapsePressureMax,
    bubblePressureMax,
    alphaMin,
    alphaMax,
  };
}

function mendedValue(name: keyof ParadoxParameters, value: number): number {
  if (!Number.isFinite(value)) return PARADOX_DEFAULTS[name];
  return UNBOUNDED.has(name) ? value : clip(value);
}

const inOrder = (left: number, right: number): readonly [number, number] =>
  left <= right ? [left, right] : [right, left];
