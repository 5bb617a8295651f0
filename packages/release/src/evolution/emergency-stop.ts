import {
  canonicalJson,
  identifier,
  integer,
  matching,
  object,
  oneOf,
  type Result,
  err,
  ok,
  type Shaped,
  utf8,
} from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";
import type { KeyRole, VerifySignature } from "./check-override.ts";

/** To stop everything now. It is good for no loosening. */
const stopShape = object({
  format: oneOf("plimsoll release stop 1"),
  by: identifier,
  why: proseShape,
  /** ms since 1970. */
  atMs: integer(),
});

export const signedStopShape = object({
  stop: stopShape,
  signature: matching("Base64 of a signature", /^[A-Za-z0-9+/]{86}==$/),
});
export type SignedStop = Shaped<typeof signedStopShape>;

export type StopRefusal = "STOP_MALFORMED" | "STOP_NOT_SIGNED";

/** One key of either role suffices: tightening is easy at every level. */
export function checkStop(
  offered: unknown,
  { roles, verify }: { readonly roles: readonly KeyRole[]; readonly verify: VerifySignature },
): Result<SignedStop["stop"], StopRefusal> {
  const parsed = signedStopShape.parse(offered);
  if (!parsed.ok) return err("STOP_MALFORMED");
  const { stop, signature } = parsed.value;
  const isKnown = roles.some(({ keyId }) => keyId === stop.by);
  const isSigned = isKnown && verify(stop.by, utf8(canonicalJson(stop)), signature);
  return isSigned ? ok(stop) : err("STOP_NOT_SIGNED");
}
