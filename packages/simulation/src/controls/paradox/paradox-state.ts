import { clip } from "../../numbers/clip.ts";

/**
 * The runtime controls v1.0 and v1.1 of the original (reference §5), formula by formula: a small governor that reads five
 * signals of a mind under pressure. Kept exact, so that its figures can be compared; what is wrong with it is said beside each
 * part, and the layer that we use is `../control-layer.ts`.
 */
export interface ParadoxState {
  /** How strongly opposites pull, 0 to 1. */
  readonly tension: number;
  /** How well it holds together, 0 to 1. */
  readonly coherence: number;
  /** How it answers pressure, 0 to 1. */
  readonly pressureResponse: number;
  /** 0 to 1; 0 where nothing is known. */
  readonly confidence: number;
  readonly selfProtecting: boolean;
}

export type ParadoxSignal = "tension" | "coherence" | "pressureResponse" | "confidence";

const SIGNALS: readonly ParadoxSignal[] = ["tension", "coherence", "pressureResponse", "confidence"];

/** The state with every signal in [0, 1], and which were not. v1.1 reports them; v1.0 is silent. */
export interface ClampedState {
  readonly state: ParadoxState;
  readonly clamped: readonly ParadoxSignal[];
}

/** Signals below 0 become 0 and above 1 become 1. What is not a number becomes the worst it could be: see `WORST`. */
export function clampedState(state: ParadoxState): ClampedState {
  const clamped = SIGNALS.filter((signal) => !(state[signal] >= 0 && state[signal] <= 1));
  const mended = Object.fromEntries(clamped.map((signal) => [signal, clampedSignal(signal, state[signal])]));
  return { state: { ...state, ...mended }, clamped };
}

/** The original lets a NaN through every comparison, which makes it `creative`; here a doubt must not look like health. */
const WORST: Readonly<Record<ParadoxSignal, number>> = { tension: 1, coherence: 0, pressureResponse: 0, confidence: 0 };

const clampedSignal = (signal: ParadoxSignal, value: number): number =>
  Number.isNaN(value) ? WORST[signal] : clip(value);
