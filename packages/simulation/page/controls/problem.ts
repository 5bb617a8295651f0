import { PlimsollError } from "@plimsoll/foundation";

/** A fault as a reader is told it: what was expected, what came, what to do; its code first. */
export const problemText = (cause: unknown): string =>
  cause instanceof PlimsollError ? `${cause.code}: ${cause.message}` : `unexpected: ${String(cause)}`;
