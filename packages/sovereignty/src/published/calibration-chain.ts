import { type EpochId, firstEpoch, nextEpoch } from "../law/epoch.ts";
import { lawFingerprint } from "../law/law.ts";
import type { PatchOperation } from "../law/patch.ts";
import type { Rule } from "../law/rule.ts";
import { traceEntryId } from "../trace/trace-entry.ts";
import type { ContradictionType } from "../world/target.ts";
import { type PublishedRepair, publishedRepair } from "./canned-repairs.ts";

/** The epochs that a law and its two repairs go through, and the repairs' fingerprints. */
export interface CalibrationChain {
  readonly epochs: readonly [EpochId, EpochId, EpochId];
  readonly fingerprints: Readonly<Record<ContradictionType, string>>;
}

/** How a chain is made: whether Repair A cites an epoch, and how a repair becomes a fingerprint. */
export interface ChainStyle {
  readonly citesEpoch0: boolean;
  readonly fingerprint: (repair: PublishedRepair) => string;
}

const CALIBRATION_SEED = 42;
const nonce = (index: number): string => `calibration_nonce_epoch_${index}`;
const entryOf = (episode: number) => traceEntryId(CALIBRATION_SEED, episode, 5, "CONTRADICTION", 0);

/** The chain of the original's calibration (reference §13.1): contradictions at step 5 of episodes 2 and 4, nonces that anybody knows. */
export function calibrationChain(
  rules: readonly Rule[],
  patches: Readonly<Record<ContradictionType, readonly PatchOperation[]>>,
  { citesEpoch0, fingerprint }: ChainStyle,
): CalibrationChain {
  const epoch0 = firstEpoch(lawFingerprint(rules), nonce(0));
  const repairA = fingerprint(publishedRepair(patches.A, entryOf(2), citesEpoch0 ? epoch0 : null));
  const epoch1 = nextEpoch(epoch0, repairA, nonce(1));
  const repairB = fingerprint(publishedRepair(patches.B, entryOf(4), epoch1));
  return { epochs: [epoch0, epoch1, nextEpoch(epoch1, repairB, nonce(2))], fingerprints: { A: repairA, B: repairB } };
}
