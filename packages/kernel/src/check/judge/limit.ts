/** What one missing thing leaves of power, parts per million, and what it is. */
export interface Limit {
  readonly levelPpm: 0 | 200_000;
  readonly missing: string;
}

export const none = (missing: string): Limit => ({ levelPpm: 0, missing });
export const research = (missing: string): Limit => ({ levelPpm: 200_000, missing });

export const limits = (isMissing: boolean, limit: Limit): readonly Limit[] => (isMissing ? [limit] : []);

export const allowedPpm = (found: readonly Limit[]): number =>
  found.reduce((least, { levelPpm }) => Math.min(least, levelPpm), 1_000_000);
