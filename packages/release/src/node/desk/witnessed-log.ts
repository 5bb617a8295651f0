import { readFileSync } from "node:fs";
import { publicKeyFromPem } from "@plimsoll/foundation/node";
import { checkFolder } from "@plimsoll/ledger";
import { layoutOf } from "../store/store-layout.ts";

/**
 * Holds a release log against signed checkpoints of it that were kept elsewhere: the log must begin with each. Without such a
 * copy a log that was cut back to an earlier checkpoint is whole in itself. Throws what `checkFolder` finds.
 */
export function requireWitnessed(store: string, checkpoints: readonly string[]): void {
  const { log, publicKey } = layoutOf(store);
  checkFolder({ directory: log, publicKey: publicKeyFromPem(readFileSync(publicKey, "utf8")), against: checkpoints });
}
