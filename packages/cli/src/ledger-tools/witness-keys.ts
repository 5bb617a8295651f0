import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SigningKey } from "@plimsoll/foundation/node";
import { FileKeyRing } from "@plimsoll/governor";
import { generateMlDsaKey, mlDsaKeyFromPem, type MlDsaSigningKey } from "@plimsoll/ledger";

export interface WitnessKeys {
  readonly ed25519: SigningKey;
  readonly mlDsa: MlDsaSigningKey;
}

/** The keys of a witness's folder, made at the first use, readable by their owner alone. */
export function witnessKeys(directory: string): WitnessKeys {
  const keys = join(directory, "keys");
  return { ed25519: new FileKeyRing(keys).key("witness"), mlDsa: mlDsaKeyIn(join(keys, "witness.ml-dsa")) };
}

/** Under another ending than the key ring's, which holds Ed25519 keys alone. */
function mlDsaKeyIn(path: string): MlDsaSigningKey {
  if (existsSync(path)) return mlDsaKeyFromPem(readFileSync(path, "utf8"));
  const key = generateMlDsaKey();
  writeFileSync(path, key.toPem(), { mode: 0o600, flag: "wx", flush: true });
  return key;
}
