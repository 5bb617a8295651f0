import { PlimsollError } from "@plimsoll/foundation";

/** Bounds on what one client may ask of a gate. Times in ms, sizes in bytes. */
export interface ProxyLimits {
  /** What 100 % power stands for: requests that the model server works on side by side. More are refused. */
  readonly requestsInFlightMax: number;
  readonly connectionsMax: number;
  readonly headerBytesMax: number;
  readonly requestBytesMax: number;
  /** For all bodies together that are kept back until they are whole. */
  readonly heldBytesMax: number;
  /** For the header of a request to come. */
  readonly headerMs: number;
  /** For a whole request to come. */
  readonly requestMs: number;
  /** How long a body that is coming may stand still. */
  readonly bodyStallMs: number;
  /** How long a connection may rest between two requests. */
  readonly idleMs: number;
  /** Until the model server begins to answer. */
  readonly firstByteMs: number;
  /** How long an answer may stand still: nothing from the model server, or nothing taken by the client. */
  readonly stallMs: number;
  readonly responseMs: number;
}

export const DEFAULT_LIMITS: ProxyLimits = {
  requestsInFlightMax: 64,
  connectionsMax: 1_024,
  headerBytesMax: 16 * 1_024,
  requestBytesMax: 32 * 1_024 * 1_024,
  heldBytesMax: 64 * 1_024 * 1_024,
  headerMs: 10_000,
  requestMs: 60_000,
  bodyStallMs: 10_000,
  idleMs: 60_000,
  firstByteMs: 600_000,
  stallMs: 120_000,
  responseMs: 3_600_000,
};

/** Throws `PROXY_LIMITS_MALFORMED` for a bound that is not a whole number above 0. */
export function proxyLimits(stated: Partial<ProxyLimits>): ProxyLimits {
  const limits = { ...DEFAULT_LIMITS, ...stated };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1) throw malformed(name, value);
  }
  return limits;
}

const malformed = (name: string, value: number): PlimsollError =>
  new PlimsollError({
    code: "PROXY_LIMITS_MALFORMED",
    expected: `${name} to be a whole number above 0`,
    received: `${value}`,
    fix: "mend that bound of the gate",
  });
