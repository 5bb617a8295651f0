import { PlimsollError } from "@plimsoll/foundation";
import type { BatchEnvironment } from "../batch-environment.ts";

/** All that a training needs to go on bit for bit, between two updates. The arrays are copies. */
export interface TrainerState {
  readonly updates: number;
  readonly seed: number;
  readonly parameters: Float32Array;
  readonly adamMeans: Float32Array;
  readonly adamSquares: Float32Array;
  readonly adamBeta1Power: number;
  readonly adamBeta2Power: number;
  /** Of the episodes under way, by environment. */
  readonly episodeReturns: Float64Array;
  readonly episodeLengths: Uint32Array;
  /** One an environment; `null` where there are none to be had: the caller must then bring them to the same state itself. */
  readonly snapshots: readonly Uint8Array[] | null;
}

/** @throws PlimsollError `LEARNER_STATE` where a state does not fit the trainer that is to go on from it */
export function assertFits(
  state: TrainerState,
  seed: number,
  parameters: number,
  { environments, restore }: Pick<BatchEnvironment, "environments" | "restore">,
): void {
  const { adamMeans, adamSquares, episodeReturns, episodeLengths } = state;
  const fits =
    state.seed === seed &&
    (state.snapshots === null || restore !== undefined) &&
    [state.parameters, adamMeans, adamSquares].every(({ length }) => length === parameters) &&
    [episodeReturns, episodeLengths, state.snapshots ?? episodeReturns].every(({ length }) => length === environments);
  if (fits) return;
  throw new PlimsollError({
    code: "LEARNER_STATE",
    expected: `seed ${seed}, ${parameters} parameters and ${environments} environments${restore === undefined ? " that cannot be put back" : ""}`,
    received: `seed ${state.seed}, ${state.parameters.length} parameters, ${episodeReturns.length} environments${state.snapshots === null ? "" : " with snapshots"}`,
    fix: "make the trainer with the options, the seed and the environment of the state",
  });
}
