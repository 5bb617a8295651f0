import { hash, timingSafeEqual } from "node:crypto";
import type { PublicKey, SigningKey } from "@plimsoll/foundation/node";

const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash("sha256", Buffer.concat(parts), "buffer");

/**
 * Keys for sites whose commands no stranger checks: SHA-256 over a secret that only the trial has, as in the mesh's simulated cryptography.
 * Nobody forges with them what he has no key for, and twenty sites cost one processor no time for curves.
 */
export const simulatedKeys =
  (seed: string) =>
  (name: string): SigningKey => {
    const secret = sha256(Buffer.from(`plimsoll-sea-trial/${seed}/${name}`));
    const raw = sha256(secret, Buffer.from("public"));
    const sign = (message: Uint8Array): Uint8Array => {
      const half = sha256(secret, message);
      return Buffer.concat([half, half]);
    };
    const publicKey: PublicKey = {
      keyId: sha256(raw).toString("hex").slice(0, 16),
      raw,
      verify: (message, signature) => signature.length === 64 && timingSafeEqual(sign(message), signature),
      toPem: () => `simulated ${raw.toString("hex")}`,
    };
    return { keyId: publicKey.keyId, publicKey, sign, toPem: () => publicKey.toPem() };
  };
