import {
  canonicalJson,
  type CanonicalValue,
  identifier,
  integer,
  matching,
  object,
  type Shaped,
} from "@plimsoll/foundation";
import { openEnvelope, type PublicKey } from "@plimsoll/foundation/node";

/** DSSE payload type of an order to kill (SVR-35). */
export const KILL_ORDER_TYPE = "application/vnd.plimsoll.kill+json";

const orderShape = object({
  claimedAt: integer(),
  id: identifier,
  log: matching("the origin of a log", /^[\x21-\x7e]{1,256}$/),
  run: identifier,
});

export type KillOrder = Shaped<typeof orderShape>;

export interface OpenedOrder {
  readonly order: KillOrder;
  /** Ids of the keys that signed: at least one, each once. */
  readonly signers: readonly string[];
}

/** The order in an envelope, if every signature holds; `null` for everything else. Whose word counts is for the caller. */
export function openKillOrder(envelope: unknown, keyOf: (keyId: string) => PublicKey | undefined): OpenedOrder | null {
  const opened = openEnvelope(envelope, KILL_ORDER_TYPE, keyOf);
  const order = opened && orderIn(opened.payload);
  return opened === null || order === null ? null : { order, signers: opened.signers };
}

/** The payload must be the canonical form of what it says. */
function orderIn(payload: Uint8Array): KillOrder | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload);
    const value: unknown = JSON.parse(text);
    const order = orderShape.parse(value);
    return order.ok && canonicalJson(value as CanonicalValue) === text ? order.value : null;
  } catch {
    return null;
  }
}
