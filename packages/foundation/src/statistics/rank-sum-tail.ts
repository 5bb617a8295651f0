import type { TrialGroup } from "./trial-group.ts";

/**
 * The exact chance that a rank sum is so large, in fixed point with directed rounding.
 *
 * F failures fall blindly on the trials of groups with the ranks 0, 1, 2 …; T is the sum of their ranks. Independent
 * binomial counts with any common rate, given that they sum to F, have that very distribution, so
 *
 *     P(T ≥ t) = P(T ≥ t and ΣX = F) / P(ΣX = F)
 *
 * The left groups and the right groups each get a table of masses by (ΣX, T), group after group; the tables meet at
 * ΣX = F. Every rounding is down. The mass that is missing from P(ΣX = F), which is known by itself, bounds all that was
 * lost, so that the chance has an upper bound too. So anything may be dropped without a proof: masses that round to nothing,
 * and counts that the failures' even spread makes next to impossible. That keeps the tables small.
 */
export interface TailBracket {
  /** The chance is at least `low / whole` and at most `high / whole`. */
  readonly low: bigint;
  readonly high: bigint;
  readonly whole: bigint;
}

/** Masses by T for one ΣX: slots of a large integer, the first one for T = `start`. */
interface Row {
  readonly start: number;
  readonly length: number;
  readonly packed: bigint;
}

/** Rows by ΣX, over groups with so many trials together. */
interface Table {
  readonly trials: number;
  readonly rows: ReadonlyMap<number, Row>;
}

/** What all tables of one question share. */
interface Question {
  readonly trials: number;
  readonly failures: number;
  readonly rate: bigint;
  readonly format: FixedPoint;
  /** Slots that may still be multiplied. */
  slotsLeft: number;
}

/** Fixed point: `digits` hexadecimal digits of fraction, and slots that hold a product of two such numbers. */
class FixedPoint {
  readonly digits: number;
  readonly fractionBits: bigint;
  readonly slotDigits: number;
  readonly slotBits: bigint;
  readonly #masks = new Map<number, bigint>();

  constructor(digits: number) {
    this.digits = digits;
    this.fractionBits = BigInt(digits * 4);
    this.slotDigits = digits * 2 + 1;
    this.slotBits = BigInt(this.slotDigits * 4);
  }

  /** Rounds each slot from a product's scale down to a single one's. */
  roundedDown(packed: bigint, length: number): bigint {
    return (packed >> this.fractionBits) & this.#mask(length);
  }

  /** Lengths are rounded up, so that few masks serve all rows. */
  #mask(length: number): bigint {
    const slots = Math.ceil(length / 64) * 64;
    const known = this.#masks.get(slots);
    if (known !== undefined) return known;
    const mask = BigInt(`0x${`${"0".repeat(this.digits)}${"f".repeat(this.digits + 1)}`.repeat(slots)}`);
    this.#masks.set(slots, mask);
    return mask;
  }
}

const RATE_BITS = 16;

/**
 * `null` when it would cost more than `slotsMax`. There is at least one failure and one success, and `digits`
 * hexadecimal digits of precision are kept.
 */
export function rankSumTail(groups: readonly TrialGroup[], digits: number, slotsMax: number): TailBracket | null {
  const question = questionOf(groups, digits, slotsMax);
  const statistic = sum(groups.map((group, rank) => rank * group.failures));
  const counts = groups.map(({ trials }, rank) => ({ rank, trials, masses: binomialMasses(trials, question) }));
  const middle = groups.length >> 1;
  const left = tableOf(counts.slice(0, middle), question);
  const right = tableOf(counts.slice(middle), question);
  if (question.slotsLeft < 0) return null;
  const { low, all } = meet(left, right, statistic, question);
  const whole = massOfAllFailures(question);
  return { low, high: low + whole + 1n - all, whole };
}

function questionOf(groups: readonly TrialGroup[], digits: number, slotsMax: number): Question {
  const trials = sum(groups.map((group) => group.trials));
  const failures = sum(groups.map((group) => group.failures));
  return { trials, failures, rate: fixedRate(failures, trials), format: new FixedPoint(digits), slotsLeft: slotsMax };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** About failures / trials, as a multiple of 2⁻¹⁶. Every rate is right; this one makes ΣX = F likely, so that little is lost. */
function fixedRate(failures: number, trials: number): bigint {
  const rate = (BigInt(failures) << BigInt(RATE_BITS)) / BigInt(trials);
  return rate > 0n ? rate : 1n;
}

const missingRate = (rate: bigint): bigint => (1n << BigInt(RATE_BITS)) - rate;

/** `P(ΣX = F)` at a product's scale, rounded down. */
function massOfAllFailures({ trials, failures, rate, format }: Question): bigint {
  let ways = 1n;
  for (let index = 1; index <= failures; index += 1) ways = (ways * BigInt(trials - index + 1)) / BigInt(index);
  const weight = ways * rate ** BigInt(failures) * missingRate(rate) ** BigInt(trials - failures);
  return (weight << (format.fractionBits * 2n)) >> BigInt(RATE_BITS * trials);
}

type Masses = readonly (readonly [number, bigint])[];

/** The counts of a group with so many trials, and their masses, where they are worth keeping. */
function binomialMasses(trials: number, question: Question): Masses {
  const { failures, rate, format } = question;
  const missing = missingRate(rate);
  const masses: [number, bigint][] = [];
  let weight = (missing ** BigInt(trials)) << format.fractionBits;
  for (let count = 0; count <= Math.min(trials, failures); count += 1) {
    const mass = weight >> BigInt(RATE_BITS * trials);
    if (mass > 0n && isLikely(count, trials, question)) masses.push([count, mass]);
    else if (masses.length > 0) break;
    weight = (weight * BigInt(trials - count) * rate) / (BigInt(count + 1) * missing);
  }
  return masses;
}

/**
 * Whether a part of the trials may well have so many of the failures: counts d or more from the mean occur with a chance of at
 * most 2·exp(−d² / (2σ² + 2d/3)) (Bernstein; Hoeffding 1963 for draws without replacement), here 2·exp(−2 · digits).
 */
function isLikely(count: number, part: number, { trials, failures, format }: Question): boolean {
  const distance = BigInt(Math.abs(count * trials - failures * part));
  const variance = BigInt(failures) * BigInt(part) * BigInt(trials - part);
  return 3n * distance ** 2n <= BigInt(4 * format.digits) * (3n * variance + distance * BigInt(trials));
}

interface GroupCounts {
  readonly rank: number;
  readonly trials: number;
  readonly masses: Masses;
}

function tableOf(groups: readonly GroupCounts[], question: Question): Table {
  const one: Row = { start: 0, length: 1, packed: 1n << question.format.fractionBits };
  const empty: Table = { trials: 0, rows: new Map([[0, one]]) };
  return groups.reduce<Table>((table, group) => extended(table, group, question), empty);
}

/** The table after one more group. */
function extended(table: Table, group: GroupCounts, question: Question): Table {
  const rows = new Map<number, Row>();
  const trials = table.trials + group.trials;
  for (let count = 0; count <= question.failures && question.slotsLeft >= 0; count += 1) {
    const row = isLikely(count, trials, question) ? extendedRow(table, group, count, question) : null;
    if (row !== null) rows.set(count, row);
  }
  return { trials, rows };
}

/** The row of one ΣX: all ways to split it between the groups before and this one. */
function extendedRow(table: Table, { rank, masses }: GroupCounts, count: number, question: Question): Row | null {
  const parts = masses.flatMap(([own, mass]) => {
    const row = table.rows.get(count - own);
    return row === undefined ? [] : [{ start: row.start + rank * own, row, mass }];
  });
  if (parts.length === 0) return null;
  const start = parts.reduce((least, part) => Math.min(least, part.start), Infinity);
  let packed = 0n;
  let length = 0;
  for (const part of parts) {
    packed += (part.row.packed * part.mass) << (question.format.slotBits * BigInt(part.start - start));
    length = Math.max(length, part.start - start + part.row.length);
    question.slotsLeft -= part.row.length;
  }
  return trimmed(start, question.format.roundedDown(packed, length), question.format);
}

/** Without the empty slots at both ends; `null` when all are. */
function trimmed(start: number, packed: bigint, { slotDigits, slotBits }: FixedPoint): Row | null {
  if (packed === 0n) return null;
  const digits = packed.toString(16);
  const emptySlots = Math.floor((digits.length - digits.replace(/0+$/, "").length) / slotDigits);
  const length = Math.ceil(digits.length / slotDigits) - emptySlots;
  return { start: start + emptySlots, length, packed: packed >> (slotBits * BigInt(emptySlots)) };
}

/** Where both sides' ΣX make F: the mass with T ≥ statistic, and all of it. */
function meet(
  left: Table,
  right: Table,
  statistic: number,
  { failures, format }: Question,
): { readonly low: bigint; readonly all: bigint } {
  let low = 0n;
  let all = 0n;
  for (const [count, row] of left.rows) {
    const other = right.rows.get(failures - count);
    if (other === undefined) continue;
    const masses = unpacked(row, format);
    const fromTop = cumulativeFromTop(unpacked(other, format));
    const whole = fromTop[0] as bigint;
    masses.forEach((mass, index) => {
      const needed = Math.max(0, statistic - (row.start + index) - other.start);
      all += mass * whole;
      low += mass * (fromTop[needed] ?? 0n);
    });
  }
  return { low, all };
}

function unpacked({ packed, length }: Row, { slotDigits }: FixedPoint): readonly bigint[] {
  const digits = packed.toString(16).padStart(length * slotDigits, "0");
  return Array.from({ length }, (_, index) => {
    const end = digits.length - index * slotDigits;
    return BigInt(`0x${digits.slice(end - slotDigits, end)}`);
  });
}

function cumulativeFromTop(masses: readonly bigint[]): readonly bigint[] {
  let total = 0n;
  return masses.map((_, index) => (total += masses[masses.length - 1 - index] as bigint)).toReversed();
}
