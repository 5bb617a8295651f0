import { createPublicKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { type Digest, isDigest, PlimsollError } from "@plimsoll/foundation";
import { publicKeyFromPem } from "@plimsoll/foundation/node";
import { nodeKeyDigest } from "@plimsoll/governor";

/** RFC 7638 thumbprint in base64url, as tokens call keys. */
const THUMBPRINT = /^[\w-]{43}$/;

/**
 * A node's key as somebody names it: `sha256:` and its thumbprint in hexadecimal, the thumbprint in base64url, or a file with the key in PEM,
 * public or private. Throws `NODE_KEY_MALFORMED`, `KEY_MALFORMED`.
 */
export function nodeKeyOf(text: string): Digest {
  if (isDigest(text)) return text;
  if (existsSync(text)) return nodeKeyDigest(publicKeyFromPem(publicPem(readFileSync(text, "utf8"))));
  if (THUMBPRINT.test(text)) return `sha256:${Buffer.from(text, "base64url").toString("hex")}`;
  throw new PlimsollError({
    code: "NODE_KEY_MALFORMED",
    expected: "a thumbprint (sha256:… or base64url), or a file with an Ed25519 key in PEM",
    received: `"${text}"`,
    fix: "make a key: openssl genpkey -algorithm ed25519 -out node.pem",
  });
}

/** Of a private key its public half: whoever names a node by its key file need not make another file. */
function publicPem(pem: string): string {
  if (!pem.includes("PRIVATE KEY")) return pem;
  try {
    return createPublicKey(pem).export({ format: "pem", type: "spki" }).toString();
  } catch {
    return pem;
  }
}
