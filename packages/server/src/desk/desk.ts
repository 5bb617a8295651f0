import type { SignedCommand } from "@plimsoll/ledger";
import type { Submission } from "@plimsoll/governor";

/** Where commands are decided: the site's own writer, or the node of a mesh. */
export interface Desk {
  /** Resolves once the decision is durable (L5). Rejects with what the ledger throws. */
  submit(envelope: SignedCommand): Promise<Submission>;
}
