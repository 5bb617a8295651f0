import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import type { Timers } from "../../run/ports.ts";
import type { GateIdentity } from "../gatekeeper.ts";
import { openGatekeeper } from "../open-gatekeeper.ts";
import { followFeedFile } from "../proxy/feed-file.ts";
import { type Standing, standingNow } from "../proxy/gate-standing.ts";
import { type GateRefusalCode, problemOf } from "../proxy/problem.ts";
import { watchTokenFile } from "../proxy/token-file.ts";
import { ServedResponses } from "./served-responses.ts";

/** A feed is said about twice a second: what is older than this was lost. */
const FEED_REQUIRED_WITHIN_MS = 3_000;

/** A withdrawal cuts what is being served this much later at most, once its file is there. */
const LOOK_INTERVAL_MS = 50;

/** Who a gate is, and the files that it lives by. */
export interface TokenGateOptions {
  readonly identity: GateIdentity;
  /** The files that `plimsoll token issue --keep` writes. */
  readonly tokenFile: string;
  readonly jwksFile: string;
  readonly withdrawalsFile: string;
  /** Nothing is served once the newest feed is older; `null`: a token's life alone bounds it. Default 3 000 ms. */
  readonly feedRequiredWithinMs?: number | null;
  /** The server holds itself to `levelPpm`. One that does not serves nothing at 20 %. Default false. */
  readonly holdsReducedPower?: boolean;
  readonly clock?: Clock;
  readonly timers?: Timers;
}

/** The gate inside a model server of one's own. */
export interface TokenGate extends Disposable {
  /** Why nothing may be served at this instant; `null` while it may. */
  refusal(): GateRefusalCode | null;
  /** The power that the server may use now, ppm: 0 while nothing may be served. */
  levelPpm(): number;
  /**
   * For `node:http`, Connect, Express, and as Fastify's `onRequest` hook over `raw`: calls `next` while the gate admits,
   * answers 503 with the code otherwise, and breaks off what is being served when it no longer admits.
   */
  middleware(request: IncomingMessage, response: ServerResponse, next: () => void): void;
  close(): void;
}

/**
 * No token, no service, without a proxy (G-200 to G-202). Throws `JWKS_UNREADABLE`, `JWKS_MALFORMED`: without keys nothing
 * could ever be verified. A token or a feed that is not there yet only denies.
 */
export function openTokenGate(options: TokenGateOptions): TokenGate {
  const { identity, jwksFile, tokenFile, withdrawalsFile, feedRequiredWithinMs = FEED_REQUIRED_WITHIN_MS } = options;
  const { clock = systemClock, timers = systemIntervals, holdsReducedPower = false } = options;
  const gatekeeper = openGatekeeper({ identity, jwks: keySetIn(jwksFile), clock, feedRequiredWithinMs });
  const token = watchTokenFile(tokenFile, timers);
  const feed = followFeedFile(withdrawalsFile, gatekeeper, timers);
  const served = new ServedResponses();
  const standing = (): Standing =>
    standingNow({
      gatekeeper,
      token: () => token.current(),
      audience: identity.audience,
      evaluationLease: () => null,
      isMetered: () => true,
      clock,
    });
  const refusal = (): GateRefusalCode | null => refusalOf(standing(), holdsReducedPower);
  const cutWhatMayNotGoOn = (): void => {
    if (served.size > 0 && refusal() !== null) served.cut();
  };
  const look = timers.every(LOOK_INTERVAL_MS, cutWhatMayNotGoOn);
  const withdrawal = gatekeeper.onWithdrawal(cutWhatMayNotGoOn);
  const close = (): void => {
    for (const part of [look, withdrawal, token, feed]) part.stop();
    served.cut();
  };
  return {
    refusal,
    levelPpm: () => {
      const now = standing();
      return refusalOf(now, holdsReducedPower) === null && now.serves === "all" ? now.levelPpm : 0;
    },
    middleware: (_, response, next) => {
      const code = refusal();
      if (code !== null) return refuse(response, code);
      served.add(response);
      next();
    },
    close,
    [Symbol.dispose]: close,
  };
}

const FULL_PPM = 1_000_000;

/** Probes alone, which the proxy lets through, are none here: a library knows no probe from a request. */
function refusalOf(standing: Standing, holdsReducedPower: boolean): GateRefusalCode | null {
  if (standing.serves === "nothing") return standing.code;
  if (standing.serves === "probes") return "TOKEN_MISSING";
  return standing.levelPpm === FULL_PPM || holdsReducedPower ? null : "POWER_NOT_HELD";
}

function refuse(response: ServerResponse, code: GateRefusalCode): void {
  const { status, headers, body } = problemOf(code);
  response.writeHead(status, [...headers]).end(body);
}

function keySetIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new PlimsollError({
      code: "JWKS_UNREADABLE",
      expected: "the issuer's key set",
      received: `"${file}": ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: "give the file gate/jwks.json that the site writes: plimsoll token issue",
      cause,
    });
  }
}

/** Keeps no server alive. */
const systemIntervals: Timers = {
  every: (intervalMs, action) => {
    const timer = setInterval(action, intervalMs).unref();
    return { stop: () => clearInterval(timer) };
  },
};
