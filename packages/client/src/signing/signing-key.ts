import { ClientError } from "../http/client-error.ts";
import { bytesOfBase64, hex } from "./bytes.ts";

/** An Ed25519 key (RFC 8032) that signs. It never gives itself away. */
export interface SigningKey {
  /** The first 16 hexadecimal digits of SHA-256 over the raw 32-byte public key. */
  readonly keyId: string;
  /** The raw 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/**
 * A key from PEM (PKCS #8), as `plimsoll init` and OpenSSL write it.
 * @throws {ClientError} `KEY_MALFORMED` for anything else
 */
export async function signingKeyFromPem(pem: string): Promise<SigningKey> {
  try {
    return await keyFrom(bytesOfPem(pem));
  } catch (cause) {
    throw malformed(cause);
  }
}

async function keyFrom(pkcs8: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  const { subtle } = globalThis.crypto;
  const key = await subtle.importKey("pkcs8", pkcs8, ALGORITHM, false, ["sign"]);
  const publicKey = await publicKeyOf(pkcs8);
  return {
    keyId: hex(new Uint8Array(await subtle.digest("SHA-256", publicKey))).slice(0, 16),
    publicKey,
    sign: async (message) => new Uint8Array(await subtle.sign(ALGORITHM, key, Uint8Array.from(message))),
  };
}

/** WebCrypto names the public half only beside the private one: by a copy that is dropped. */
async function publicKeyOf(pkcs8: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { subtle } = globalThis.crypto;
  const readable = await subtle.importKey("pkcs8", pkcs8, ALGORITHM, true, ["sign"]);
  const { x = "" } = await subtle.exportKey("jwk", readable);
  return bytesOfBase64(x.replaceAll("-", "+").replaceAll("_", "/"));
}

const ALGORITHM = "Ed25519";

function bytesOfPem(pem: string): Uint8Array<ArrayBuffer> {
  const [, base64 = null] = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(pem) ?? [];
  if (base64 === null) throw new TypeError("no PEM of a private key");
  return bytesOfBase64(base64.replaceAll(/\s/g, ""));
}

const malformed = (cause: unknown): ClientError =>
  new ClientError(
    {
      code: "KEY_MALFORMED",
      expected: "an Ed25519 private key in PEM (PKCS #8)",
      // Never what was given: it may be a key.
      received: cause instanceof Error ? cause.name : "something else",
      fix: "give the text of a file that plimsoll wrote",
      retryable: false,
    },
    { cause },
  );
