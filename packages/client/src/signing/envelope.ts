import type { Envelope } from "../generated/types.ts";
import { requestMalformed } from "../http/client-error.ts";
import { base64, concatBytes, utf8 } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { SigningKey } from "./signing-key.ts";

/** Signs the canonical JSON of a value (DSSE v1.0.0). Throws `REQUEST_MALFORMED` without a key, and for one key twice. */
export async function signEnvelope(
  payloadType: string,
  value: unknown,
  keys: readonly SigningKey[],
): Promise<Envelope> {
  requireEachOnce(keys);
  const payload = utf8(canonicalJson(value));
  const message = preAuthenticationEncoding(payloadType, payload);
  const signatures = await Promise.all(
    keys.map(async (key) => ({ keyid: key.keyId, sig: base64(await key.sign(message)) })),
  );
  return { payloadType, payload: base64(payload), signatures };
}

/** The bytes that are signed: type and body with their lengths in bytes (DSSE, "PAE"). */
function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType);
  return concatBytes(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload);
}

/** Such an envelope opens for nobody. */
function requireEachOnce(keys: readonly SigningKey[]): void {
  if (keys.length > 0 && new Set(keys.map(({ keyId }) => keyId)).size === keys.length) return;
  throw requestMalformed("at least one key, each once", `${keys.length} keys`, "give the keys of those who sign");
}
