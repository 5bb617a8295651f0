import type { PowerLevelPpm } from "../actuator/power-level.ts";
import type { DeathCause } from "./protocol.ts";

/**
 * When a job may run, as a pure function of what was said and when.
 *
 * A lease counts from the moment at which the warden *sent* the heartbeat that the renewal answers, on the warden's own
 * monotonic clock. So it needs no agreement of clocks, a late or delayed answer can only shorten it, and a controller
 * that is dead, stopped, cut off or confused all look alike: no answer, no lease, no compute (law L1).
 */
export interface LeaseHolder {
  /** `ready`: nothing started; `running`: launched; `ending`: being killed, for good. */
  readonly phase: "ready" | "running" | "ending";
  /** What the job may have now (law L6). Always 0 outside `running`. */
  readonly levelPpm: PowerLevelPpm;
  /** Monotonic; the run ends at this instant. */
  readonly leaseUntilMs: number;
  /** The youngest heartbeat that was answered; 0 for none. */
  readonly answered: number;
  /** When heartbeats were sent, oldest first: only these can be answered. */
  readonly heartbeats: readonly SentHeartbeat[];
  readonly cause: DeathCause | null;
}

export interface SentHeartbeat {
  readonly sequence: number;
  readonly sentAtMs: number;
}

/** What became of a lease at a warden. */
export type LeaseEvent =
  | { readonly type: "heartbeat-sent"; readonly sequence: number }
  | { readonly type: "renewal"; readonly heartbeat: number; readonly levelPpm: PowerLevelPpm; readonly ttlMs: number }
  | { readonly type: "time-passed" }
  | { readonly type: "end"; readonly cause: DeathCause };

/** What the shell must do now. The level is not among them: it is state, and enforced at every step. */
export type LeaseAction = { readonly type: "launch" } | { readonly type: "kill"; readonly cause: DeathCause };

export interface LeaseStep {
  readonly holder: LeaseHolder;
  readonly actions: readonly LeaseAction[];
}

/** A warden that is never answered goes away after this long. */
export const FIRST_LEASE_MS = 30_000;

/** Older heartbeats are forgotten, and answers to them ignored: more than two minutes' worth. */
const HEARTBEATS_KEPT = 256;

/** Of a warden that was given none yet. */
export const holdNoLease = (nowMs: number): LeaseHolder => ({
  phase: "ready",
  levelPpm: 0,
  leaseUntilMs: nowMs + FIRST_LEASE_MS,
  answered: 0,
  heartbeats: [],
  cause: null,
});

/** The next state. Expiry comes before the event: nothing that arrives late revives a lease. */
export function stepLease(holder: LeaseHolder, event: LeaseEvent, nowMs: number): LeaseStep {
  if (holder.phase === "ending") return { holder, actions: [] };
  if (nowMs >= holder.leaseUntilMs) return end(holder, "lease-expired");
  if (event.type === "heartbeat-sent") return stay(remember(holder, { sequence: event.sequence, sentAtMs: nowMs }));
  if (event.type === "renewal") return renew(holder, event, nowMs);
  return event.type === "end" ? end(holder, event.cause) : stay(holder);
}

const stay = (holder: LeaseHolder): LeaseStep => ({ holder, actions: [] });

const end = (holder: LeaseHolder, cause: DeathCause): LeaseStep => ({
  holder: { ...holder, phase: "ending", levelPpm: 0, cause },
  actions: [{ type: "kill", cause }],
});

const remember = (holder: LeaseHolder, sent: SentHeartbeat): LeaseHolder => ({
  ...holder,
  heartbeats: [...holder.heartbeats, sent].slice(-HEARTBEATS_KEPT),
});

type Renewal = Extract<LeaseEvent, { type: "renewal" }>;

function renew(holder: LeaseHolder, { heartbeat, levelPpm, ttlMs }: Renewal, nowMs: number): LeaseStep {
  const sent = holder.heartbeats.find(({ sequence }) => sequence === heartbeat);
  if (sent === undefined || heartbeat < holder.answered) return stay(holder);
  const leaseUntilMs = sent.sentAtMs + ttlMs;
  const renewed: LeaseHolder = { ...holder, answered: heartbeat, leaseUntilMs };
  if (nowMs >= leaseUntilMs) return end(renewed, "lease-expired");
  if (holder.phase === "running") return stay({ ...renewed, levelPpm });
  // Held at 0 before the start: leased, but there is nothing to run yet.
  if (levelPpm === 0) return stay(renewed);
  return { holder: { ...renewed, phase: "running", levelPpm }, actions: [{ type: "launch" }] };
}
