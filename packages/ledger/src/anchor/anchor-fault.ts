import { PlimsollError } from "@plimsoll/foundation";

/** The target did not take a checkpoint. The log lacks nothing: a later checkpoint covers all before it. */
export const anchorFailed = (target: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "ANCHOR_FAILED",
    expected: `"${target}" to take the checkpoint`,
    received: cause instanceof Error ? cause.message : String(cause),
    fix: "see whether the target is up and has room; the next checkpoint covers this one too",
    cause,
  });
