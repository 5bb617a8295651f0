/** How well detections tell changes that are known. */
export interface DriftScore {
  /** Harmonic mean of precision and recall, in [0, 1]. */
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  /** Mean wait from a change to its detection, as a share of the time until the next change; 1 where it was not told in that time. In [0, 1]. */
  readonly detectionTime: number;
}

/**
 * A change is told by the first detection before the next change, or before the end. All other detections are false: those before the first
 * change, and the further ones after a change. With neither changes nor detections everything is right.
 * @param changes rising steps in (0, steps) @param detections rising steps in [0, steps)
 */
export function driftScore(changes: readonly number[], detections: readonly number[], steps: number): DriftScore {
  const waits = changes.map((change, index) => {
    const end = changes[index + 1] ?? steps;
    const told = detections.find((detection) => detection >= change && detection < end);
    return told === undefined ? null : (told - change) / (end - change);
  });
  const told = waits.filter((wait) => wait !== null).length;
  const [precision, recall] = [shareOf(told, detections.length), shareOf(told, changes.length)];
  return {
    f1: shareOf(2 * told, detections.length + changes.length),
    precision,
    recall,
    detectionTime:
      changes.length === 0 ? 0 : waits.reduce<number>((sum, wait) => sum + (wait ?? 1), 0) / changes.length,
  };
}

const shareOf = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
