/** What a page was told of how long the log is. */
export interface LogLength {
  /** Entries, at the most; null before the first word. */
  readonly longest: number | null;
  /** Fewer were told later; null while a log only grew. */
  readonly fewer: number | null;
}

export const NOTHING_HEARD: LogLength = { longest: null, fewer: null };

/** A log never becomes shorter: one that did is another history (SVR-9), and that it grows again later does not mend it. */
export function heardLength({ longest, fewer }: LogLength, entries: number): LogLength {
  if (longest === null || entries >= longest) return { longest: entries, fewer };
  return { longest, fewer: fewer === null ? entries : Math.min(fewer, entries) };
}
