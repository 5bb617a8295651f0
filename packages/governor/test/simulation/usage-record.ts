/** CPU time used, and exactly when. */
export interface Usage {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly cpuMs: number;
}

/** Who used how much CPU when, by the scheduler's own hand: nobody else writes here, and no program under test reads it. */
export class UsageRecord {
  readonly #byOwner = new Map<string, { fromMs: number; untilMs: number; cpuMs: number }[]>();

  add(owner: string, fromMs: number, untilMs: number, cpuMs: number): void {
    const usages = this.#byOwner.get(owner) ?? [];
    this.#byOwner.set(owner, usages);
    const last = usages.at(-1);
    if (last !== undefined && goesOn(last, fromMs, untilMs, cpuMs)) {
      last.untilMs = untilMs;
      last.cpuMs += cpuMs;
    } else usages.push({ fromMs, untilMs, cpuMs });
  }

  /** Of all whom `takes` names, by time. */
  of(takes: (owner: string) => boolean): Usage[] {
    return [...this.#byOwner]
      .filter(([owner]) => takes(owner))
      .flatMap(([, usages]) => usages)
      .toSorted((left, right) => left.fromMs - right.fromMs);
  }
}

/** Every process that any job ever had. */
export const isJob = (owner: string): boolean => owner.startsWith("job:");

/** Whether it is the same use at the same rate without a break: told as one. */
const goesOn = (last: Usage, fromMs: number, untilMs: number, cpuMs: number): boolean =>
  last.untilMs === fromMs &&
  Math.abs(cpuMs * (last.untilMs - last.fromMs) - last.cpuMs * (untilMs - fromMs)) < 1e-9 * (1 + last.cpuMs);
