import type { FastifyRequest } from "fastify";
import { isLoopback, isOwnHost, isOwnOrigin } from "../access/own-host.ts";
import { checkReadToken, isRightHeld, type ReadRight, type TokenJudge } from "../access/read-token.ts";
import { problem } from "./problem.ts";

/** How reading is allowed: to anybody of this machine, or to whoever has a read token. */
export interface ReadAccess {
  /** The daemon listens on loopback alone. */
  readonly isLocal: boolean;
  readonly judge: () => TokenJudge;
}

/** A page elsewhere must not read, or write, through a person's browser (SVR-30, SVR-151). */
export function requireOwnOrigin({ headers, raw }: FastifyRequest, { isLocal }: ReadAccess): void {
  // Programs on the way may each take another of them (RFC 9112 §3.2).
  if ((raw.headersDistinct.host?.length ?? 0) > 1)
    throw problem(400, "REQUEST_MALFORMED", "one Host", "several", "ask with an HTTP client");
  if (isLocal && !isOwnHost(headers.host))
    throw problem(421, "HOST_FOREIGN", "a Host of this machine", JSON.stringify(headers.host ?? null), "ask 127.0.0.1");
  if (!isOwnOrigin(headers.origin, headers.host))
    throw problem(
      403,
      "ORIGIN_FOREIGN",
      "a request of this page or of no page",
      JSON.stringify(headers.origin),
      "open the page of the daemon",
    );
  if (isOfOtherPage(headers))
    throw problem(403, "ORIGIN_FOREIGN", "a request of this page or of no page", "another's", "open the page itself");
}

/** Browsers say so of every request, those without an Origin too. Whoever follows a link to the page comes from elsewhere as well. */
const isOfOtherPage = (headers: FastifyRequest["headers"]): boolean =>
  ["cross-site", "same-site"].includes(String(headers["sec-fetch-site"])) && headers["sec-fetch-mode"] !== "navigate";

/** By which right somebody reads; null for who is on this machine. Throws `TOKEN_MISSING` and `TOKEN_INVALID`. */
export function requireReadAccess({ headers, socket }: FastifyRequest, access: ReadAccess): ReadRight | null {
  const { authorization } = headers;
  if (authorization === undefined) {
    if (access.isLocal && isLoopback(socket.remoteAddress) && !isForwarded(headers)) return null;
    throw problem(
      401,
      "TOKEN_MISSING",
      "a read token",
      "none",
      "make one: plimsoll serve token; send it as Authorization: Bearer",
    );
  }
  const [scheme = "", token = ""] = authorization.split(" ", 2);
  const checked = scheme.toLowerCase() === "bearer" ? checkReadToken(token, access.judge()) : null;
  if (checked?.ok === true) return checked.value;
  const received = checked === null ? "another scheme" : checked.error;
  throw problem(401, "TOKEN_INVALID", "a read token that counts now", received, "make a new one: plimsoll serve token");
}

/** Whether somebody who was let in still may read: what lasts longer than a request is asked again. */
export const mayStillRead = (right: ReadRight | null, { judge }: ReadAccess): boolean =>
  right === null || isRightHeld(right, judge());

/** Whoever says that he passes on another's request speaks from this machine for somebody who may be anywhere (SVR-150). */
const isForwarded = (headers: FastifyRequest["headers"]): boolean =>
  ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"].some((name) => headers[name] !== undefined);
