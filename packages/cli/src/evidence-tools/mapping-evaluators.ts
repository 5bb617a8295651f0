import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";
import type { Site } from "@plimsoll/governor";
import { keysOfRole } from "../key-tools/keys-of-role.ts";
import { logKeyOf } from "../ledger-tools/log-key.ts";
import { fileText } from "../kernel-tools/input-file.ts";

/** Whose signature on a mapping counts. */
export type EvaluatorKeys = (keyId: string) => PublicKey | undefined;

export const NOBODY: EvaluatorKeys = () => undefined;

/** The one key that somebody names, as PEM or vkey. Throws `KEY_MALFORMED`. */
export async function evaluatorInFile(file: string): Promise<EvaluatorKeys> {
  const key = publicKeyFromPem(logKeyOf(await fileText(file)).pem);
  return (keyId) => (keyId === key.keyId ? key : undefined);
}

/** The evaluators of a site. */
export const evaluatorsOfSite = (site: Site, data: string): EvaluatorKeys => keysOfRole(site, data, "evaluator");
