import type { Clock } from "@plimsoll/foundation";
import type { Gatekeeper } from "../gatekeeper.ts";
import type { GateRefusalCode } from "./problem.ts";

const FULL_PPM = 1_000_000;

/** What a gate may let through at an instant. */
export type Standing =
  | { readonly serves: "all"; readonly levelPpm: number; readonly untilMonotonicMs: number }
  /** A deployment that is not yet released: only what measures it (G-79). */
  | { readonly serves: "probes"; readonly levelPpm: number; readonly untilMonotonicMs: number }
  | { readonly serves: "nothing"; readonly code: GateRefusalCode };

export interface StandingParts {
  readonly gatekeeper: Gatekeeper;
  /** The node's token as it is now; `null` where it has none. */
  readonly token: () => string | null;
  readonly audience: "internal" | "external";
  /** Until when an evaluation lease stands in place of a token, on the monotonic clock; `null` without one. */
  readonly evaluationLease: () => number | null;
  readonly isMetered: () => boolean;
  readonly clock: Clock;
}

/** Asks the gatekeeper, for each request and again and again for those under way. Whatever breaks denies. */
export function standingNow(parts: StandingParts): Standing {
  try {
    if (!parts.isMetered()) return { serves: "nothing", code: "METER_NOT_DURABLE" };
    return admitted(parts);
  } catch {
    return { serves: "nothing", code: "GATE_BROKEN" };
  }
}

function admitted(parts: StandingParts): Standing {
  const nowMs = parts.clock.monotonicMs();
  const admission = parts.gatekeeper.admit(parts.token());
  if (!admission.admitted) return staged(parts, nowMs, admission.refusal.code);
  const { claims, untilMonotonicMs } = admission;
  if (untilMonotonicMs <= nowMs) return staged(parts, nowMs, "TOKEN_EXPIRED");
  // Research power is for nobody outside (ACB-K §4), whatever the token was granted for.
  if (parts.audience === "external" && claims.power < FULL_PPM) return staged(parts, nowMs, "TOKEN_AUDIENCE_MISMATCH");
  return { serves: "all", levelPpm: claims.power, untilMonotonicMs };
}

function staged({ evaluationLease }: StandingParts, nowMs: number, code: GateRefusalCode): Standing {
  const untilMonotonicMs = evaluationLease();
  if (untilMonotonicMs === null || untilMonotonicMs <= nowMs) return { serves: "nothing", code };
  return { serves: "probes", levelPpm: FULL_PPM, untilMonotonicMs };
}
