import { anything, digest, identifier, integer, list, object } from "@plimsoll/foundation";
import { keyIdShape } from "./role.ts";

/** A signature that the shell has verified: the kernel checks roles, not curves. */
export interface Signer {
  readonly keyId: string;
}

/** A command as the sequencer hands it in: verified, stamped, with the digest of its signed bytes. */
export interface StampedCommand {
  /** The idempotency key: same id and digest, same receipt. */
  readonly id: string;
  readonly digest: string;
  /** Milliseconds since 1970 by the site's sequencer; never running back. */
  readonly at: number;
  readonly signers: readonly Signer[];
  /** Hostile until `decide` has parsed it. */
  readonly body: unknown;
}

const stampFields = {
  id: identifier,
  digest,
  at: integer(),
  signers: list(object({ keyId: keyIdShape }), 16),
};

/** Id, time and signers of a command. */
export const stampShape = object(stampFields);

/** A stamp on a body, which has a shape of its own. */
export const stampedShape = object({ ...stampFields, body: anything });
