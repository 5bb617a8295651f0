import { existsSync, readFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import {
  type ModelPublicKey,
  modelPublicKeyFromPem,
  type ModelSigningKey,
  modelSigningKeyFromPem,
  siteModelKey,
  siteModelKeyFile,
} from "@plimsoll/governor";

/** The key of a file, or the site's own, which is made at its first use. */
export const modelSigningKey = (file: string | undefined, data: string): ModelSigningKey =>
  file === undefined ? siteModelKey(data) : modelSigningKeyFromPem(readFileSync(file, "utf8"));

/** The key to verify with. Throws `MODEL_KEY_MISSING` where there is none. */
export function modelPublicKey(file: string | undefined, data: string): ModelPublicKey {
  const named = file ?? siteModelKeyFile(data);
  if (file !== undefined || existsSync(named)) return modelPublicKeyFromPem(readFileSync(named, "utf8"));
  throw new PlimsollError({
    code: "MODEL_KEY_MISSING",
    expected: "the public key of whoever signed the model",
    received: `neither --key nor "${named}"`,
    fix: "name it with --key",
  });
}
