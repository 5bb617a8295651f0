import { rankOf } from "../policy/level.ts";
import type { Requirement, Safeguard, Trigger } from "./safeguard.ts";

/** `wide` holds wherever `narrow` does. False in doubt. */
export function subsumes(wide: Trigger, narrow: Trigger): boolean {
  if (wide.on === "always") return true;
  if (wide.on === "risk") return narrow.on === "risk" && wide.domain === narrow.domain;
  if (wide.on === "claim")
    return narrow.on === "claim" && wide.kind === narrow.kind && isWider(wide.domain, narrow.domain);
  if (wide.on === "evaluation") {
    if (narrow.on !== "evaluation" || wide.evaluation !== narrow.evaluation) return false;
    return wide.comparator === narrow.comparator && isReachedFirst(wide.comparator, wide.share, narrow.share);
  }
  if (narrow.on !== "signal" || wide.signal !== narrow.signal) return false;
  return wide.comparator === narrow.comparator && isReachedFirst(wide.comparator, wide.valueMicro, narrow.valueMicro);
}

/** Whoever shows `strong` shows `weak`. */
export function implies(strong: Requirement, weak: Requirement): boolean {
  if (strong.need === "claim")
    return weak.need === "claim" && strong.kind === weak.kind && isWider(weak.domain, strong.domain);
  if (strong.need === "evaluation") return weak.need === "evaluation" && strong.evaluation === weak.evaluation;
  if (strong.need === "signal") return weak.need === "signal" && strong.signal === weak.signal;
  return weak.need === "drill";
}

/** `one` asks for all that `other` asks for, at every level and in every case in which that asks. */
export const covers = (one: Safeguard, other: Safeguard): boolean =>
  one.domain === other.domain &&
  rankOf(one.from) <= rankOf(other.from) &&
  subsumes(one.trigger, other.trigger) &&
  implies(one.requirement, other.requirement);

const isWider = <T>(wide: T | null, narrow: T | null): boolean => wide === null || wide === narrow;

const isReachedFirst = (comparator: "at least" | "at most", wide: number, narrow: number): boolean =>
  comparator === "at least" ? wide <= narrow : wide >= narrow;
