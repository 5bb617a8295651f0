import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, type Site } from "@plimsoll/governor";
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

/** The keys to which a site's ledger gives the role of an evaluator, as far as its data folder holds them. */
export function evaluatorsOfSite({ state }: Site, data: string): EvaluatorKeys {
  const keys = new FileKeyRing(dataFolder(data).keys);
  return (keyId) => (state.keys.get(keyId) === "evaluator" ? keys.publicKey(keyId) : undefined);
}
