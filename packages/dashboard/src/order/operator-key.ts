import { err, ok, type Result } from "@plimsoll/foundation";
import type { OrderSigner } from "./kill-order.ts";

/** One PEM block of PKCS #8, and nothing else but blanks around it. */
const PEM = /^\s*-----BEGIN PRIVATE KEY-----\s([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*$/;

/**
 * A signer of an Ed25519 private key in PEM, by WebCrypto. The key lives in this page's memory and nowhere else (SVR-72); why it
 * could not be read is said without repeating any of it.
 */
export async function operatorKey(pem: string): Promise<Result<OrderSigner, string>> {
  const [, body] = PEM.exec(pem) ?? [];
  if (body === undefined) return err("this is no private key in PEM (-----BEGIN PRIVATE KEY-----)");
  try {
    const pkcs8 = Uint8Array.from(atob(body.replace(/\s/g, "")), (character) => character.charCodeAt(0));
    // Extractable only to learn the public half, by which the key is called.
    const readable = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
    const { x = "" } = await crypto.subtle.exportKey("jwk", readable);
    const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
    return ok({
      keyId: await keyIdOf(x),
      sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, message)),
    });
  } catch {
    return err("this key is not of Ed25519, or this browser cannot sign with it");
  }
}

async function keyIdOf(x: string): Promise<string> {
  const raw = Uint8Array.from(atob(x.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", raw));
  return Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
