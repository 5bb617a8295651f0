/** When the present weights are next compared with kept ones, and how often on end they were found worse. Plain numbers. */
export interface Lookout {
  readonly nextAt: number;
  /** Steps from the last look to the next. */
  readonly gap: number;
  readonly suspicions: number;
}

/** So many batches on end must say that the weights strayed: one may be chance. A spike is confirmed by its own batch. */
const SUSPICIONS_MAX = 3;

/** A run goes astray soonest when it has just begun: looks come after 1, 2, 4, … steps, and then in the interval. */
export const lookoutFrom = (step: number): Lookout => ({ nextAt: step + 1, gap: 1, suspicions: 0 });

export const FIRST_LOOK: Lookout = lookoutFrom(0);

export const isDue = ({ nextAt }: Lookout, step: number): boolean => step >= nextAt;

export const hasStrayed = ({ suspicions }: Lookout): boolean => suspicions >= SUSPICIONS_MAX;

/** After a look at this step. */
export function looked(lookout: Lookout, step: number, isWorse: boolean, interval: number): Lookout {
  if (isWorse) return { ...lookout, nextAt: step + 1, suspicions: lookout.suspicions + 1 };
  const gap = Math.min(interval, 2 * lookout.gap);
  return { nextAt: step + gap, gap, suspicions: 0 };
}
