/** How far a page knows the log, by what its stream told. */
export interface PlaceInLog {
  /** Index of the entry behind which a new connection goes on; null before the first word. */
  readonly last: number | null;
  /** Entries that the log was said to have; null before the first word. */
  readonly entries: number | null;
}

export const NO_PLACE: PlaceInLog = { last: null, entries: null };

/**
 * Where a pulse leaves the page. The first one says where a stream without a place began; a later one may come in the middle of older
 * entries, and moves nobody on. One of fewer entries is another history (SVR-9): what stood behind its end is no place in it.
 */
export function placeAtPulse({ last }: PlaceInLog, entries: number): PlaceInLog {
  const newest = entries === 0 ? null : entries - 1;
  return { last: last === null || newest === null ? newest : Math.min(last, newest), entries };
}

export const placeAtEntry = ({ entries }: PlaceInLog, index: number): PlaceInLog => ({
  last: index,
  entries: Math.max(entries ?? 0, index + 1),
});

/** Whether a pulse tells of what no view can know: entries that were decided while nothing came, or another history. */
export const isNews = (place: PlaceInLog, entries: number): boolean => place.entries !== entries;
