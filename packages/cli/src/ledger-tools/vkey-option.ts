import { PlimsollError } from "@plimsoll/foundation";
import { noteVerifierFromVkey } from "@plimsoll/ledger";
import { InvalidArgumentError } from "commander";

/** One vkey more, for an option that may be given several times: one that is none would count as a witness that is absent. */
export function collectedVkey(vkey: string, before: readonly string[]): readonly string[] {
  try {
    noteVerifierFromVkey(vkey);
    return [...before, vkey];
  } catch (cause) {
    throw cause instanceof PlimsollError ? new InvalidArgumentError(cause.message) : cause;
  }
}
