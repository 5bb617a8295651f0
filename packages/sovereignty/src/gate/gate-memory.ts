import { type EpochId, type EpochNonces, firstEpoch } from "../law/epoch.ts";
import type { Rule, RuleId } from "../law/rule.ts";
import { lawFingerprint } from "../law/law.ts";
import type { ContradictionEntry, TraceEntryId } from "../trace/trace-entry.ts";
import type { ContradictionType } from "../world/target.ts";

/** A repair that became law. */
export interface AcceptedRepair {
  readonly contradiction: ContradictionType;
  readonly traceEntryId: TraceEntryId;
  readonly episode: number;
  readonly step: number;
  readonly fingerprint: string;
  readonly epoch: EpochId;
  readonly modifiedRuleIds: readonly RuleId[];
}

/** What the world remembers of the law, out of the agent's reach: no excision touches it. */
export interface GateMemory {
  /** The epochs that the agent's law must show. */
  readonly expectedChain: readonly EpochId[];
  readonly accepted: readonly AcceptedRepair[];
  /** The law as Repair A left it: R10 replays against it. */
  readonly postALaw: readonly Rule[] | null;
  /** Contradictions of this run, by trace entry. */
  readonly contradictions: ReadonlyMap<TraceEntryId, ContradictionEntry>;
}

export const gateStart = (rules: readonly Rule[], nonces: EpochNonces): GateMemory => ({
  expectedChain: [firstEpoch(lawFingerprint(rules), nonces(0))],
  accepted: [],
  postALaw: null,
  contradictions: new Map(),
});

export const acceptedRepair = (memory: GateMemory, contradiction: ContradictionType): AcceptedRepair | null =>
  memory.accepted.find((repair) => repair.contradiction === contradiction) ?? null;

export const withContradiction = (memory: GateMemory, entry: ContradictionEntry): GateMemory => ({
  ...memory,
  contradictions: new Map([...memory.contradictions, [entry.traceEntryId, entry]]),
});
