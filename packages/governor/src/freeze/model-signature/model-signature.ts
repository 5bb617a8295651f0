import { Buffer } from "node:buffer";
import { utf8 } from "@plimsoll/foundation";
import { preAuthenticationEncoding } from "@plimsoll/foundation/node";
import { type OnBytes, type SnapshotManifest, describeFile, walkSnapshot } from "../snapshot-manifest.ts";
import { differencesBetween, type SnapshotDifference } from "../verify-manifest.ts";
import { invalid, malformed, unsupported } from "./faults.ts";
import type { ModelPublicKey, ModelSigningKey } from "./signing-key.ts";
import { parseStatement, type SignedModel, statementText } from "./statement.ts";

const MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/**
 * Signs a manifest as OpenSSF Model Signing 1.0 wants it: an in-toto Statement in a DSSE envelope in a Sigstore bundle, with the hint of a
 * public key in place of a certificate. The text of the signature file.
 *
 * @param root the snapshot; only its name goes in
 */
export function signModel(root: string, manifest: SnapshotManifest, key: ModelSigningKey): string {
  const payload = utf8(statementText(root, manifest));
  const sig = Buffer.from(key.sign(preAuthenticationEncoding(PAYLOAD_TYPE, payload))).toString("base64");
  return JSON.stringify({
    mediaType: MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: key.publicKey.hint }, tlogEntries: [] },
    dsseEnvelope: {
      payload: Buffer.from(payload).toString("base64"),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig, keyid: "" }],
    },
  });
}

/**
 * What the holder of a key signed. Stricter than OMS demands: exactly one signature, and a hint, if there is one, of this key.
 * Throws `MODEL_SIGNATURE_INVALID`, `MODEL_SIGNATURE_MALFORMED`, `MODEL_SIGNATURE_UNSUPPORTED`.
 */
export function openModelSignature(bundle: string, key: ModelPublicKey): SignedModel {
  const { payload, signature, hint } = unsafeBundle(bundle);
  if (hint !== null && hint !== key.hint) throw invalid(`a signature by the key ${key.hint}`, `one by the key ${hint}`);
  if (!key.verify(preAuthenticationEncoding(PAYLOAD_TYPE, payload), signature))
    throw invalid("a signature that the key verifies", "one that it does not");
  return parseStatement(Buffer.from(payload).toString("utf8"));
}

/**
 * Every difference between files and what was signed of them; none if they are the same. What the signer left out is left out here, and named in `ignoredPaths`.
 * Throws as `openModelSignature`, and `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_UNFREEZABLE`.
 */
export function verifyModel(
  root: string,
  bundle: string,
  key: ModelPublicKey,
  onBytes: OnBytes = () => {},
): SignedModel & { readonly differences: readonly SnapshotDifference[] } {
  const model = openModelSignature(bundle, key);
  const found = walkSnapshot(root)
    .files.filter((path) => !isIgnored(path, model.ignoredPaths))
    .map((path) => describeFile(root, path, onBytes));
  const expected = model.files.map((file) => ({ ...file, bytes: 0 }));
  return { ...model, differences: differencesBetween(expected, found) };
}

const isIgnored = (path: string, ignored: readonly string[]): boolean =>
  ignored.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));

interface UnsafeBundle {
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly hint: string | null;
}

/** Taken apart, not verified. */
function unsafeBundle(text: string): UnsafeBundle {
  const bundle = fieldsOf(parsed(text), "a bundle");
  if (bundle["mediaType"] !== MEDIA_TYPE) throw unsupported(MEDIA_TYPE, bundle["mediaType"]);
  const material = fieldsOf(bundle["verificationMaterial"], "verification material");
  if (material["publicKey"] === undefined) throw unsupported("a public key", Object.keys(material));
  const { hint } = fieldsOf(material["publicKey"], "a public key");
  const envelope = fieldsOf(bundle["dsseEnvelope"], "a DSSE envelope");
  if (envelope["payloadType"] !== PAYLOAD_TYPE) throw malformed(PAYLOAD_TYPE, envelope["payloadType"]);
  const [only, ...others] = Array.isArray(envelope["signatures"]) ? (envelope["signatures"] as readonly unknown[]) : [];
  if (others.length > 0) throw malformed("one signature", others.length + 1);
  return {
    payload: bytesOf(envelope["payload"], "a payload"),
    signature: bytesOf(fieldsOf(only, "a signature")["sig"], "a signature"),
    hint: typeof hint === "string" && hint !== "" ? hint : null,
  };
}

function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw malformed(what, value);
}

function bytesOf(value: unknown, what: string): Uint8Array {
  const bytes = typeof value === "string" ? Buffer.from(value, "base64") : null;
  if (bytes !== null && bytes.length > 0 && bytes.toString("base64") === value) return new Uint8Array(bytes);
  throw malformed(`${what} in base64`, value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("JSON", `${text.length} characters of something else`);
  }
}
