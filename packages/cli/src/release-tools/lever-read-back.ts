import { recordEvent, standingOrder } from "@plimsoll/release/node";

const WHOLE = 10_000;

/** The lever that the governor of this machine holds: CPU time of the governed job. */
export const COMPUTE_LEVER = "compute";

/**
 * Answers the newest order to the compute lever with what the machine measured, if there is one. Nothing measured is no answer.
 *
 * @param cpuShare of the whole allotment that the job really used, as a share of 1: an order's share is of the same whole
 */
export async function leverReadBack(
  store: string,
  subject: string,
  cpuShare: number | null,
  nowMs: number,
): Promise<void> {
  const order = standingOrder(store, subject).commands.find(({ lever }) => lever === COMPUTE_LEVER);
  if (order === undefined || cpuShare === null) return;
  // Rounded up: what was read back may not look smaller than it is.
  const readBack = Math.min(WHOLE, Math.ceil(cpuShare * WHOLE));
  const body = { command: order.id, isAcknowledged: true, readBack };
  await recordEvent(store, { kind: "modulation.answered", subject, evaluation: null, body }, nowMs);
}
