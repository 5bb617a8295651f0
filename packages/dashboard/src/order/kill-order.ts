import { canonicalJson, concatBytes, utf8 } from "@plimsoll/foundation";

export const KILL_TYPE = "application/vnd.plimsoll.kill+json";

/** What is signed to kill a run (SVR-35). */
export interface KillOrder {
  /** The signer's clock, ms since 1970. */
  readonly claimedAt: number;
  readonly id: string;
  /** Origin of the log: in another it says nothing. */
  readonly log: string;
  readonly run: string;
}

/** Signs bytes and names itself, whoever holds the key. */
export interface OrderSigner {
  /** The first 16 hexadecimal digits of SHA-256 over the public key. */
  readonly keyId: string;
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

/** A DSSE envelope (v1.0.0) over the order's canonical JSON. */
export interface SignedOrder {
  readonly payloadType: typeof KILL_TYPE;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

export async function signedKillOrder(order: KillOrder, signer: OrderSigner): Promise<SignedOrder> {
  const payload = utf8(canonicalJson({ ...order }));
  const signature = await signer.sign(preAuthenticationEncoding(payload));
  return {
    payloadType: KILL_TYPE,
    payload: base64(payload),
    signatures: [{ keyid: signer.keyId, sig: base64(signature) }],
  };
}

/** DSSE, "PAE". */
const preAuthenticationEncoding = (payload: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(concatBytes(utf8(`DSSEv1 ${KILL_TYPE.length} ${KILL_TYPE} ${payload.length} `), payload));

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
