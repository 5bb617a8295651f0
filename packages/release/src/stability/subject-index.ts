/** A signal of the subject, as the policy reads it. Bounds are in millionths of the signal's unit. */
export interface SignalRule {
  readonly signal: string;
  /** From here on it counts nothing: 0. */
  readonly badMicro: number;
  /** From here on it counts in full: 10 000. `goodMicro` may be the smaller of the two. */
  readonly goodMicro: number;
  readonly maxAgeMs: number;
}

export interface SignalReading {
  readonly signal: string;
  readonly valueMicro: number;
  readonly atMs: number;
}

export interface SubjectIndex {
  /** Ten-thousandths, rounded down. */
  readonly index: number;
  /** The signal that fixed it; null where none is required. */
  readonly lowest: string | null;
  /** Required signals that are missing, stale, from the future or no number. Each counts 0. */
  readonly unread: readonly string[];
}

/** The worst required signal: nothing is averaged (design of the kernel's worst case). */
export function subjectIndex(
  rules: readonly SignalRule[],
  readings: readonly SignalReading[],
  nowMs: number,
): SubjectIndex {
  const read = rules.map((rule) => ({ rule, share: shareOf(rule, readings, nowMs) }));
  const unread = read.filter(({ share }) => share === null).map(({ rule }) => rule.signal);
  const worst = read.toSorted((one, other) => (one.share ?? 0) - (other.share ?? 0))[0];
  if (worst === undefined) return { index: 0, lowest: null, unread };
  return { index: worst.share ?? 0, lowest: worst.rule.signal, unread };
}

/** Of several readings the newest counts; of equals the worse one. */
function shareOf(rule: SignalRule, readings: readonly SignalReading[], nowMs: number): number | null {
  const own = readings.filter(({ signal }) => signal === rule.signal);
  const newestMs = Math.max(...own.map(({ atMs }) => atMs));
  if (!(newestMs <= nowMs && nowMs - newestMs <= rule.maxAgeMs)) return null;
  const values = own.filter(({ atMs }) => atMs === newestMs).map(({ valueMicro }) => valueMicro);
  return values.every(Number.isFinite) ? Math.min(...values.map((value) => ramp(rule, value))) : null;
}

function ramp({ badMicro, goodMicro }: SignalRule, valueMicro: number): number {
  const share = (valueMicro - badMicro) / (goodMicro - badMicro);
  return Math.floor(10_000 * Math.min(1, Math.max(0, share)));
}
