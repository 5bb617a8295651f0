import type { FastifyInstance, FastifyRequest } from "fastify";
import { problemOf, ProblemError } from "./problem.ts";

/** Bodies up to here are counted as requests alone. */
const FREE_BYTES = 16_384;
/** Of longer ones each part of this length counts. */
const UNIT_BYTES = 16_384;
/** Two of the longest bodies a second, whatever the rate is: what may be sent must be possible to send. */
const BYTES_PER_SECOND_MIN = 2_097_152;
/** What a request may bring with it before its bytes count for more than it does. */
const BYTES_PER_REQUEST = 10_240;

/**
 * How much one address may have read and taken apart in a second (SVR-147): to read a long body costs as much as a thousand short
 * requests, and whoever sends it has signed nothing yet.
 */
export function bodyBudget(
  app: FastifyInstance,
  requestsPerSecond: number,
): (request: FastifyRequest) => Promise<void> {
  const bytesPerSecond = Math.max(BYTES_PER_SECOND_MIN, requestsPerSecond * BYTES_PER_REQUEST);
  const take = app.createRateLimit({ max: Math.floor(bytesPerSecond / UNIT_BYTES), timeWindow: 1_000 });
  return async (request) => {
    for (let left = countedBytes(request); left > 0; left -= UNIT_BYTES) {
      const taken = await take(request);
      if (!taken.isAllowed && taken.isExceeded)
        throw tooMany(`bodies of at most ${bytesPerSecond} bytes a second from one address`);
    }
  };
}

/** Before a body is read only its header tells how long it is; one that does not tell is taken for the longest. */
function countedBytes({ headers, routeOptions }: FastifyRequest): number {
  if (headers["transfer-encoding"] !== undefined) return routeOptions.bodyLimit ?? BYTES_PER_SECOND_MIN;
  const bytes = Number(headers["content-length"] ?? 0);
  return bytes > FREE_BYTES ? Math.min(bytes, routeOptions.bodyLimit ?? bytes) : 0;
}

export const tooMany = (expected: string): ProblemError =>
  new ProblemError(
    problemOf(429, { code: "TOO_MANY_REQUESTS", expected, received: "more", fix: "wait 1 second" }, true),
    { "retry-after": "1" },
  );
