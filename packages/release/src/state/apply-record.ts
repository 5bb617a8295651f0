import type { Bodies } from "../record/bodies.ts";
import type { RecordKind, ReleaseRecord } from "../record/record.ts";
import { onArtefact, onRedaction } from "./on-artefact.ts";
import { onBudget, onEngine, onStability } from "./on-cost.ts";
import { onChange, onDecision, onOpened, onPack, onReflection, onWithdrawn } from "./on-evaluation.ts";
import { onKeys } from "./on-keys.ts";
import { onIncident, onPause, onStop } from "./on-event.ts";
import { onAnswer, onDirection, onOrder } from "./on-modulation.ts";
import { onOverrideEnded, onOverridePublished, onOverrideUsed } from "./on-override.ts";
import { onFusion, onPolicy, onSafeguards } from "./on-policy.ts";
import { onVote } from "./on-vote.ts";
import { type ReleaseState, withFault } from "./release-state.ts";
import { setBackFault } from "./set-back.ts";
import { settled, dayOf } from "./t-account.ts";

/** What one kind of record does to the state. It is told where the record stands. */
export type Handler<K extends RecordKind> = (
  state: ReleaseState,
  body: Bodies[K],
  record: ReleaseRecord,
) => ReleaseState;

/** Kinds that change the state. The others are evidence: they are kept, and the state does not rest on them. */
const HANDLERS: { readonly [K in RecordKind]?: Handler<K> } = {
  "policy.adopted": onPolicy,
  "safeguards.adopted": onSafeguards,
  "keys.adopted": onKeys,
  "fusion.made": onFusion,
  "evaluation.opened": onOpened,
  "reflection.made": onReflection,
  "change.logged": onChange,
  "vote.cast": onVote,
  "decision.made": onDecision,
  "evaluation.withdrawn": onWithdrawn,
  "pack.built": onPack,
  "stability.read": onStability,
  "engine.loaded": onEngine,
  "budget.changed": onBudget,
  "direction.given": onDirection,
  "modulation.ordered": onOrder,
  "modulation.answered": onAnswer,
  "pause.changed": onPause,
  "incident.reported": onIncident,
  "stop.ordered": onStop,
  "override.published": onOverridePublished,
  "override.used": onOverrideUsed,
  "override.ended": onOverrideEnded,
  "artefact.stored": onArtefact,
  "bytes.redacted": onRedaction,
};

/** Whether the state needs the body of such a record. */
export const isOfState = (kind: RecordKind): boolean => HANDLERS[kind] !== undefined;

/**
 * The state after one more record. It never throws for what the log says: a record out of its place, or one whose body the
 * state needs and cannot be read (`null`), is a fault of the chain.
 */
export function applyRecord<K extends RecordKind>(
  state: ReleaseState,
  record: ReleaseRecord & { readonly kind: K },
  body: Bodies[K] | null,
): ReleaseState {
  const placed = placedIn(state, record);
  const handler: Handler<K> | undefined = HANDLERS[record.kind];
  if (handler === undefined) return placed;
  if (body === null) return withFault(placed, `record ${record.sequence}: the body of ${record.kind} cannot be read`);
  return handler(placed, body, record);
}

function placedIn(state: ReleaseState, record: ReleaseRecord): ReleaseState {
  const { sequence, atMs } = record;
  const fault = sequence === state.next ? null : `record ${sequence}: it stands where ${state.next} is due`;
  // The first record opens the account: from its day on days give T.
  const account = state.account.settledDay === null ? settled(state.account, dayOf(atMs)) : state.account;
  const next = { ...state, account, next: sequence + 1, lastAtMs: Math.max(state.lastAtMs, record.at) };
  const setBack = setBackFault(record);
  const isStray =
    record.evaluation !== null && record.kind !== "evaluation.opened" && !isOpened(state, record.evaluation);
  const placed = [fault, setBack].reduce((after, each) => (each === null ? after : withFault(after, each)), next);
  return isStray ? withFault(placed, `record ${sequence}: ${record.evaluation} was never opened`) : placed;
}

const isOpened = ({ evaluations }: ReleaseState, evaluation: string): boolean => evaluations.has(evaluation);
