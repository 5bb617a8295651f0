import { generateKeyPairFromSeed, publicKeyFromRaw } from "@libp2p/crypto/keys";
import type { PeerId, PrivateKey } from "@libp2p/interface";
import { peerIdFromPublicKey } from "@libp2p/peer-id";
import { hex } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";

/** The libp2p key of a node's Ed25519 seed of 32 bytes: the same key pair that signs its events. */
export const privateKeyOf = async (seed: Uint8Array): Promise<PrivateKey> => generateKeyPairFromSeed("Ed25519", seed);

/** A peer id of an Ed25519 key contains that key, and the handshake proves that the peer holds it. Null for other kinds. */
export function nodeKeyOf(peer: PeerId): NodeKey | null {
  return peer.type === "Ed25519" ? hex(peer.publicKey.raw) : null;
}

/** Null for anything but 64 hexadecimal digits. */
export function peerIdOf(node: NodeKey): PeerId | null {
  if (!/^[0-9a-f]{64}$/.test(node)) return null;
  return peerIdFromPublicKey(publicKeyFromRaw(Buffer.from(node, "hex")));
}
