import { STRENGTHS, type Strength } from "../policy/duty.ts";
import { type Level, rankOf } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { type ChangeDirection, worstDirection } from "./safeguards-direction.ts";
import { type FieldDirection, TIGHTENING } from "./tightening.ts";

/** One field that a change touches, as a JSON Pointer (RFC 6901) with the keys of lists in place of their places. */
export interface PolicyChange {
  readonly path: string;
  readonly direction: ChangeDirection;
}

/** Of two policies, over every field. A change that the table does not know is looser. */
export const policyDirection = (before: Policy, after: Policy): ChangeDirection =>
  worstDirection(policyChanges(before, after).map(({ direction }) => direction));

/** Every field that differs, with what it does; empty where none does. What decides nothing is listed as neutral. */
export const policyChanges = (before: Policy, after: Policy): readonly PolicyChange[] =>
  compared("", TIGHTENING, before, after, NOWHERE);

type Fields = Readonly<Record<string, unknown>>;

/** The item in which a field stands, before and after. */
interface Owner {
  readonly was: Fields;
  readonly is: Fields;
}

const NOWHERE: Owner = { was: {}, is: {} };

function compared(path: string, table: unknown, before: unknown, after: unknown, owner: Owner): PolicyChange[] {
  if (isSame(before, after)) return [];
  if (typeof table === "string") return [{ path, direction: leaf(table as FieldDirection, before, after, owner) }];
  if (isList(before) && isList(after)) return comparedLists(path, table, before, after);
  if (isFields(table) && isFields(before) && isFields(after)) return comparedFields(path, table, before, after);
  return [{ path, direction: "looser" }];
}

function comparedFields(path: string, table: Fields, before: Fields, after: Fields): PolicyChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    compared(`${path}/${name}`, table[name], before[name], after[name], { was: before, is: after }),
  );
}

function comparedLists(
  path: string,
  table: unknown,
  before: readonly unknown[],
  after: readonly unknown[],
): PolicyChange[] {
  if (!isFields(table)) return [{ path, direction: "looser" }];
  if (table["names"] === "tighter") return [{ path, direction: ofNames(before, after) }];
  if (typeof table["places"] === "string") {
    const places = Array.from({ length: Math.max(before.length, after.length) }, (_, place) => place);
    return places.flatMap((place) =>
      compared(`${path}/${place}`, table["places"], before[place], after[place], NOWHERE),
    );
  }
  return comparedItems(path, table, before, after);
}

function comparedItems(
  path: string,
  table: Fields,
  before: readonly unknown[],
  after: readonly unknown[],
): PolicyChange[] {
  const keyOf = (item: unknown): string => String(isFields(item) ? item[String(table["key"])] : item);
  const [old, fresh] = [Map.groupBy(before, keyOf), Map.groupBy(after, keyOf)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key): PolicyChange[] => {
    const [was, is] = [old.get(key) ?? [], fresh.get(key) ?? []];
    const place = `${path}/${key}`;
    if (was.length === 1 && is.length === 1) return compared(place, table["item"], was[0], is[0], NOWHERE);
    const isAdded = was.length === 0 && is.length === 1 && table["more"] === "tighter";
    return [{ path: place, direction: isAdded ? "tighter" : "looser" }];
  });
}

/** One more name, and none less. */
const ofNames = (before: readonly unknown[], after: readonly unknown[]): ChangeDirection =>
  before.every((name) => after.includes(name))
    ? after.every((name) => before.includes(name))
      ? "neutral"
      : "tighter"
    : "looser";

function leaf(direction: FieldDirection, before: unknown, after: unknown, owner: Owner): ChangeDirection {
  switch (direction) {
    case "free":
      return "neutral";
    case "higher":
      return rises(magnitude(before), magnitude(after));
    case "lower":
      return rises(magnitude(after), magnitude(before));
    case "stronger":
      return rises(strengthRank(before), strengthRank(after));
    case "sooner":
      return rises(levelRank(after), levelRank(before));
    case "bound":
      return ofBound(before, after, owner);
    default:
      return "looser";
  }
}

type Magnitude = bigint | null;

const rises = (from: Magnitude, to: Magnitude): ChangeDirection =>
  from !== null && to !== null && to > from ? "tighter" : "looser";

/** Amounts beyond 2^53 travel as decimal text. */
function magnitude(value: unknown): Magnitude {
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  return typeof value === "string" && /^\d{1,39}$/.test(value) ? BigInt(value) : null;
}

const strengthRank = (value: unknown): Magnitude => ranked(STRENGTHS.indexOf(value as Strength));
const levelRank = (value: unknown): Magnitude => ranked(rankOf(value as Level));
const ranked = (place: number): Magnitude => (place === -1 ? null : BigInt(place));

/** Stricter bounds are lower where lower is better: the same reading then counts for less. Bounds that change sides are looser. */
function ofBound(before: unknown, after: unknown, { was, is }: Owner): ChangeDirection {
  if (isLowerBetter(was) !== isLowerBetter(is)) return "looser";
  return isLowerBetter(was) ? rises(magnitude(after), magnitude(before)) : rises(magnitude(before), magnitude(after));
}

const isLowerBetter = ({ badMicro, goodMicro }: Fields): boolean => Number(goodMicro) < Number(badMicro);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !isList(value);

function isSame(one: unknown, other: unknown): boolean {
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, place) => isSame(item, other[place]));
  if (!isFields(one) || !isFields(other)) return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => isSame(one[name], other[name]));
}
