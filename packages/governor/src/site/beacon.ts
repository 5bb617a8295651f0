import { type CanonicalValue, canonicalJson, type Digest, utf8 } from "@plimsoll/foundation";
import { digestOfBytes, type SigningKey } from "@plimsoll/foundation/node";

/** Public randomness that exists only after a registration (docs/concepts/kernel.md). No beacon, no window. */
export interface Beacon {
  /** The pulse for a registration. MUST NOT be foreseeable by whoever registers. */
  pulse(registration: CanonicalValue): Digest;
}

/**
 * A beacon of the site itself: the digest of its Ed25519 signature over the registration. Nobody without the beacon key
 * can foresee it and anybody with the public key can check it; but the holder of the key can compute pulses beforehand.
 * A public beacon such as drand has no such holder: see LIMITATIONS.md.
 */
export const siteBeacon = (key: SigningKey): Beacon => ({
  pulse: (registration) => digestOfBytes(key.sign(utf8(`plimsoll-beacon\n${canonicalJson(registration)}`))),
});
