import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import {
  generateModelSigningKey,
  type ModelPublicKey,
  modelPublicKeyFromPem,
  type ModelSigningKey,
  modelSigningKeyFromPem,
} from "@plimsoll/governor";
import { writePrivately } from "./write-privately.ts";

/** Where a site keeps the key that it signs models with, away from the Ed25519 keys of its roles. */
const folderOf = (data: string): string => join(data, "model-signing");
const publicFile = (data: string): string => join(folderOf(data), "public.pem");

/** The key of a file, or the site's own, which is made at its first use. */
export function modelSigningKey(file: string | undefined, data: string): ModelSigningKey {
  if (file !== undefined) return modelSigningKeyFromPem(readFileSync(file, "utf8"));
  const own = join(folderOf(data), "key.pem");
  if (existsSync(own)) return modelSigningKeyFromPem(readFileSync(own, "utf8"));
  const key = generateModelSigningKey();
  mkdirSync(folderOf(data), { recursive: true, mode: 0o700 });
  writePrivately(own, key.toPem());
  writePrivately(publicFile(data), key.publicKey.toPem());
  return key;
}

/** The key to verify with. Throws `MODEL_KEY_MISSING` where there is none. */
export function modelPublicKey(file: string | undefined, data: string): ModelPublicKey {
  const named = file ?? publicFile(data);
  if (file !== undefined || existsSync(named)) return modelPublicKeyFromPem(readFileSync(named, "utf8"));
  throw new PlimsollError({
    code: "MODEL_KEY_MISSING",
    expected: "the public key of whoever signed the model",
    received: `neither --key nor "${named}"`,
    fix: "name it with --key",
  });
}
