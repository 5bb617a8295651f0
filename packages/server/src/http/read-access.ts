import type { FastifyRequest } from "fastify";
import { isLoopback, isOwnHost, isOwnOrigin } from "../access/own-host.ts";
import { checkReadToken, type TokenJudge } from "../access/read-token.ts";
import { problem } from "./problem.ts";

/** How reading is allowed: to anybody of this machine, or to whoever has a read token. */
export interface ReadAccess {
  /** The daemon listens on loopback alone. */
  readonly isLocal: boolean;
  readonly judge: () => TokenJudge;
}

/** A page elsewhere must not read, or write, through a person's browser (SVR-30). */
export function requireOwnOrigin({ headers }: FastifyRequest, { isLocal }: ReadAccess): void {
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
}

/** Throws `TOKEN_MISSING` and `TOKEN_INVALID`. */
export function requireReadAccess({ headers, socket }: FastifyRequest, { isLocal, judge }: ReadAccess): void {
  const { authorization } = headers;
  if (authorization === undefined) {
    if (isLocal && isLoopback(socket.remoteAddress)) return;
    throw problem(
      401,
      "TOKEN_MISSING",
      "a read token",
      "none",
      "make one: plimsoll serve token; send it as Authorization: Bearer",
    );
  }
  const [scheme = "", token = ""] = authorization.split(" ", 2);
  const checked = scheme.toLowerCase() === "bearer" ? checkReadToken(token, judge()) : null;
  if (checked?.ok === true) return;
  const received = checked === null ? "another scheme" : checked.error;
  throw problem(401, "TOKEN_INVALID", "a read token that counts now", received, "make a new one: plimsoll serve token");
}
