import { readFileSync } from "node:fs";
import { publicKeyFromPem } from "@plimsoll/foundation/node";
import { checkFolder } from "@plimsoll/ledger";
import { layoutOf } from "../store/store-layout.ts";

/**
 * Holds a release log against a signed checkpoint of it that was kept elsewhere: the log must begin with that one. Without such a
 * copy a log that was cut back to an earlier checkpoint is whole in itself. Throws what `checkFolder` finds.
 */
export function requireWitnessed(store: string, checkpoint: string): void {
  const { log, publicKey } = layoutOf(store);
  checkFolder({ directory: log, publicKey: publicKeyFromPem(readFileSync(publicKey, "utf8")), against: checkpoint });
}
