import type { SignedCommand } from "@plimsoll/ledger";
import { problem } from "../http/problem.ts";

/** What an envelope says of itself before anything of it is verified: fit for naming it, and for nothing else. */
export interface UnsafeClaim {
  readonly id: string;
  readonly body: { readonly type?: unknown; readonly token?: unknown };
}

/** Throws `REQUEST_MALFORMED` for what cannot be a command. */
export function claimOf(envelope: SignedCommand): UnsafeClaim {
  const claim = parsed(envelope.payload);
  if (claim !== null) return claim;
  throw problem(
    400,
    "REQUEST_MALFORMED",
    "a DSSE envelope with the canonical JSON of {body, claimedAt, id, log}",
    "another payload",
    "sign commands with a client of this API, or see GET /v1/openapi.json",
  );
}

function parsed(payload: string): UnsafeClaim | null {
  try {
    const claim = JSON.parse(Buffer.from(payload, "base64").toString("utf8")) as Partial<UnsafeClaim> | null;
    const isClaim = typeof claim?.id === "string" && typeof claim.body === "object" && claim.body !== null;
    return isClaim ? { id: claim.id, body: claim.body } : null;
  } catch {
    return null;
  }
}
