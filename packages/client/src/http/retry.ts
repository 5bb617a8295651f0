import type { Machine } from "../machine/machine.ts";
import { ClientError, ProblemError } from "./client-error.ts";

/** Attempts after the first. */
export const RETRIES_MAX = 3;

const DELAY_MS_FIRST = 100;
/** With three retries all is over within 5 s, the longest that a signed claim is young (SVR-32). */
const DELAY_MS_MAX = 1_000;

/**
 * How long to wait before the same is asked again, ms; null where it is not asked again.
 *
 * A refusal of a command is an answer, `retryable` or not: whether to wish it again is for whoever wished.
 */
export function retryDelayMs(
  fault: unknown,
  method: "GET" | "POST",
  attempt: number,
  { chance }: Pick<Machine, "chance">,
): number | null {
  if (!(fault instanceof ClientError) || !fault.retryable) return null;
  if (method === "POST" && fault instanceof ProblemError && !UNHEARD.has(fault.status)) return null;
  return delayMs(fault, attempt, chance());
}

/** Too many, or not now: nothing was decided. */
const UNHEARD: ReadonlySet<number> = new Set([429, 503]);

/** Twice as long each time, the half of it by chance: many who were cut off together must not come back together. */
function delayMs(fault: ClientError, attempt: number, chance: number): number | null {
  const asked = fault instanceof ProblemError ? (fault.retryAfterMs ?? 0) : 0;
  if (asked > DELAY_MS_MAX) return null;
  const full = Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** attempt);
  return Math.max(asked, Math.round(full * (0.5 + chance / 2)));
}
