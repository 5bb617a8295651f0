/** Why nothing that was run may be claimed (reference §1.4, §9.1). Where several apply, the first of this order is told. */
export const INVALID_RUN_REASONS = [
  "PROTOCOL_ORDER_VIOLATION",
  "COMPILER_INTERFACE_CHANGE",
  "DELIBERATOR_INTERFACE_CHANGE",
  "ENV_BOUND_VIOLATION",
  "EPISODE_MISCONFIGURED",
  "BASELINE_CONTAMINATION",
  "PREREGISTRATION_VIOLATION",
  "TECHNICAL_FAILURE",
] as const;

export type InvalidRunReason = (typeof INVALID_RUN_REASONS)[number];

/** An answer and not a fault: the experiment refuses to go on. */
export interface InvalidRun {
  readonly code: `INVALID_RUN / ${InvalidRunReason}`;
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
}

/** A run that counts for nothing, and why. */
export const invalidRun = (
  reason: InvalidRunReason,
  { expected, received, fix }: Omit<InvalidRun, "code">,
): InvalidRun => ({ code: `INVALID_RUN / ${reason}`, expected, received, fix });
