import type { Plan } from "../dossier/plan.ts";

type Drill = Plan["drills"][number];

/** The newest one counts: a failed drill is not outweighed by an older one that passed, nor by one of the same time. */
export const newestDrill = (drills: readonly Drill[], nowMs: number): Drill | undefined =>
  drills
    .filter(({ atMs }) => atMs <= nowMs)
    .toSorted((one, other) => other.atMs - one.atMs || failedFirst(one) - failedFirst(other))[0];

const failedFirst = ({ result }: Drill): number => (result === "failed" ? 0 : 1);
