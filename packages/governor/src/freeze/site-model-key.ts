import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "@plimsoll/foundation/node";
import { dataFolder } from "../site/data-layout.ts";
import {
  generateModelSigningKey,
  type ModelSigningKey,
  modelSigningKeyFromPem,
} from "./model-signature/signing-key.ts";

const OWNER_ALONE = 0o600;

/** The public half of a site's key for model signatures. */
export const siteModelKeyFile = (dataDirectory: string): string =>
  join(dataFolder(dataDirectory).modelSigning, "public.pem");

/** The key that a site signs models with, made at its first use, away from the Ed25519 keys of its roles. */
export function siteModelKey(dataDirectory: string): ModelSigningKey {
  const { modelSigning } = dataFolder(dataDirectory);
  const own = join(modelSigning, "key.pem");
  if (existsSync(own)) return modelSigningKeyFromPem(readFileSync(own, "utf8"));
  const key = generateModelSigningKey();
  mkdirSync(modelSigning, { recursive: true, mode: 0o700 });
  writeFileAtomically(own, key.toPem(), OWNER_ALONE);
  writeFileAtomically(siteModelKeyFile(dataDirectory), key.publicKey.toPem(), OWNER_ALONE);
  return key;
}
