import { type Digest, err, ok, type Result } from "@plimsoll/foundation";
import { type ChangeWarrant, type LockRefusal, lockOf } from "./change-lock.ts";
import { digestOfSafeguards } from "./fuse.ts";
import type { Safeguard } from "./safeguard.ts";
import { type ChangeDirection, safeguardsDirection } from "./safeguards-direction.ts";

export interface AdoptedSafeguards {
  readonly safeguards: Digest;
  readonly direction: ChangeDirection;
  /** Ids that are new, gone or not what they were. */
  readonly changed: readonly string[];
}

/** May these rules follow those? What a fusion adds is in force at once; to take a rule away asks what a looser policy asks. */
export function adoptSafeguards(
  before: readonly Safeguard[],
  after: readonly Safeguard[],
  warrant: ChangeWarrant,
  windowMs: number,
): Result<AdoptedSafeguards, LockRefusal> {
  const safeguards = digestOfSafeguards(after);
  const direction = safeguardsDirection(before, after);
  const changed = changedRules(before, after);
  const isFusion = isOfFusion(before, after);
  const refusal = lockOf(warrant, { candidate: safeguards, direction, isOfArbitration: false, isFusion, windowMs });
  return refusal === null ? ok({ safeguards, direction, changed }) : err(refusal);
}

/** Every rule stands as it was, and every new one is provisional or only proposed. */
function isOfFusion(before: readonly Safeguard[], after: readonly Safeguard[]): boolean {
  const old = new Map(before.map((rule) => [rule.id, rule]));
  const isAdded = ({ id, status }: Safeguard): boolean =>
    (!old.has(id) || old.get(id)?.status === "proposed") && status !== "active";
  const isKept = (rule: Safeguard): boolean => isSame(rule, old.get(rule.id)) || isAdded(rule);
  return after.every(isKept) && before.every(({ id }) => after.some((rule) => rule.id === id));
}

/** Ids that are new, gone or not what they were, in their order. */
export function changedRules(before: readonly Safeguard[], after: readonly Safeguard[]): readonly string[] {
  const [old, fresh] = [new Map(before.map((rule) => [rule.id, rule])), new Map(after.map((rule) => [rule.id, rule]))];
  const ids = [...new Set([...old.keys(), ...fresh.keys()])].toSorted();
  return ids.filter((id) => !isSame(old.get(id), fresh.get(id)));
}

const isSame = (one: Safeguard | undefined, other: Safeguard | undefined): boolean =>
  one === undefined || other === undefined ? one === other : digestOfSafeguards([one]) === digestOfSafeguards([other]);
