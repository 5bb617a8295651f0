import { writeFileAtomically } from "@plimsoll/foundation/node";
import type { IssuedToken } from "@plimsoll/governor";

/** Writes a token where a gate reads it, and the proof of its debit beside it. A reader finds the old token or the new one. */
export function writeToken({ token, proof }: IssuedToken, file: string): void {
  writeFileAtomically(`${file}.tlog-proof`, proof, 0o644);
  // Whoever has the token and the node's place has its power: for the owner's eyes.
  writeFileAtomically(file, `${token}\n`, 0o600);
}
