import { PlimsollError } from "@plimsoll/foundation";

const CODE = "MESSAGE_NOT_TAKEN";

/** Thrown for a message over which the program failed before anything of it was taken in: it is as if it had been lost (ME-572). */
export const messageNotTaken = (type: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: CODE,
    expected: "a message that can be worked on",
    received: `one of type ${type} over which this program failed`,
    fix: "drop it: messages may be lost",
    cause,
  });

export const isMessageNotTaken = (cause: unknown): boolean => cause instanceof PlimsollError && cause.code === CODE;
