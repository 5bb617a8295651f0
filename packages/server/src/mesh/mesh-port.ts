import type { SiteAnswer } from "@plimsoll/mesh/node";
import type { SignedCommand } from "@plimsoll/ledger";
import type { MeshView } from "../views/mesh-view.ts";

/** The node of a mesh that runs in this process, and the site that it decides for. */
export interface MeshPort {
  /** Has the node's site decide. Resolves when the decision is durable, kept in the data folder's ledger, and effective or not. */
  readonly submit: (command: SignedCommand) => Promise<SiteAnswer>;
  /** Calls back after every decision that is kept in the ledger. */
  readonly observe: (onDecision: () => void) => void;
  readonly view: () => MeshView;
  /** Why it decides nothing now; null when it does. */
  readonly stop: () => string | null;
}
