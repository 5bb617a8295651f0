import { type Clock, err, ok, type Result } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import { checkStop, type SignedStop, type StopRefusal } from "../../evolution/emergency-stop.ts";
import { rolesOf, verifierOf } from "../../evolution/key-ring.ts";
import { proseShape } from "../../policy/shapes.ts";
import { type HeldStore, TURN_MS, withStore } from "../store/with-store.ts";
import { implementationDigest } from "./implementation.ts";
import { checkSignature, keyIn, ringOf, signatureBy } from "./keys.ts";
import { openDesk } from "./open-desk.ts";
import { shipped } from "./shipped.ts";

export interface StopAsked {
  readonly why: string;
  /** A name, where nobody has a key. */
  readonly by: string;
  /** A key's file. Null: unsigned, which is enough where the site has no keys. */
  readonly key: string | null;
}

/**
 * Voids every decision at once: one known key of any role is enough. Waits for evaluations that are under way. Throws `KEY_MALFORMED`
 * and `RELEASE_STORE_BUSY`.
 */
export async function orderStop(
  store: string,
  { key: keyFile, ...asked }: StopAsked,
  clock: Clock,
): Promise<Result<Ordered, StopRefusal>> {
  const key = keyFile === null ? null : keyIn(keyFile);
  return withStore(store, (held) => stopIn(held, asked, key, clock.wallMs()), { waitMs: TURN_MS });
}

interface Ordered {
  readonly by: string;
}

function stopIn(
  held: HeldStore,
  { why, by }: Omit<StopAsked, "key">,
  key: SigningKey | null,
  atMs: number,
): Result<Ordered, StopRefusal> {
  openDesk(held, shipped(), implementationDigest(), atMs);
  const ring = ringOf(held.state());
  const order = (body: Ordered & { readonly why: string; readonly signed?: SignedStop }): Result<Ordered, never> => {
    held.store.append([{ kind: "stop.ordered", subject: null, evaluation: null, body }], atMs);
    return ok({ by: body.by });
  };
  if (!proseShape.parse(why).ok) return err("STOP_MALFORMED");
  if (ring.length === 0) return order({ by, why });
  if (key === null) return err("STOP_NOT_SIGNED");
  const stop = { format: "plimsoll release stop 1" as const, by: key.keyId, why, atMs };
  const signed = { stop, signature: signatureBy(key, stop).signature };
  const checked = checkStop(signed, { roles: rolesOf(ring), verify: verifierOf(ring, checkSignature) });
  if (!checked.ok) return checked;
  return order({ by: ring.find(({ keyId }) => keyId === key.keyId)?.name ?? key.keyId, why, signed });
}
