import { hash } from "node:crypto";
import type { JsonObject } from "./canonical-json.ts";
import { Fault } from "./fault.ts";

const KEY_ID = /^[0-9a-f]{16}$/;

/** Holds what a log says of keys against itself: a public key has the id that it is named by, and a revoked key signs nothing. */
export class Keys {
  /** The commands that revoked them: what follows from one of those bears its signers still. */
  readonly #revokedBy = new Map<string, unknown>();

  apply({ kind, command, signers, keyId, from, to, publicKey }: JsonObject, index: number): void {
    const gone = Array.isArray(signers) ? signers.filter((signer) => this.#isRevoked(signer, command)) : [];
    if (gone.length > 0)
      throw new Fault("KEY_REVOKED", `entry ${index} is signed by ${String(gone[0])}, revoked before it`);
    const [named, revoked] = kind === "key.rotated" ? [to, from] : [keyId, keyId];
    if ((kind === "key.rotated" || kind === "key.admitted") && !isKeyOf(named, publicKey))
      throw new Fault("KEY_ID_FALSE", `entry ${index} gives a public key an id that it does not have`);
    if (
      (kind === "key.rotated" || kind === "key.revoked") &&
      typeof revoked === "string" &&
      !this.#revokedBy.has(revoked)
    )
      this.#revokedBy.set(revoked, command ?? index);
  }

  #isRevoked(signer: unknown, command: unknown): boolean {
    return typeof signer === "string" && this.#revokedBy.has(signer) && this.#revokedBy.get(signer) !== command;
  }
}

function isKeyOf(keyId: unknown, base64: unknown): boolean {
  if (typeof keyId !== "string" || !KEY_ID.test(keyId) || typeof base64 !== "string") return false;
  const raw = Buffer.from(base64, "base64");
  const isStandard = raw.length === 32 && raw.toString("base64") === base64;
  return isStandard && hash("sha256", raw, "hex").startsWith(keyId);
}
