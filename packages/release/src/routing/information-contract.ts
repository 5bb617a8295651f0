import type { FieldName } from "./claim-item.ts";
import type { Label } from "./labelled.ts";
import type { Expert } from "./route.ts";

/** Whoever may be handed something: an expert, or a language model that was configured. */
export type Receiver = Expert | "model";

/** What each receiver can be handed at all. Part of its type: what does not stand here cannot be read, whatever the contracts say. */
export interface ContractFields {
  readonly measurement: "figure" | "evaluation" | "counted";
  readonly safeguard: "kind" | "counted" | "links";
  readonly governance: "kind" | "text" | "links" | "stopOwner";
  readonly sceptic: "material" | "links" | "searchedAgainst";
  readonly model: "text" | "quotes";
}

/** What one receiver gets, and to which labels it has a right. Everything else is denied. */
export interface InformationContract<R extends Receiver = Receiver> {
  readonly to: R;
  readonly fields: readonly FieldName[];
  readonly rights: readonly Label[];
}

/**
 * The shipped contracts. A checker that counts has a right to what it counts: the sceptic sees that a quarantined source refutes, and
 * by whom, and never its words. A model has no rights.
 */
export const CONTRACTS: readonly InformationContract[] = [
  { to: "measurement", fields: ["figure", "evaluation", "counted"], rights: [] },
  { to: "safeguard", fields: ["kind", "counted", "links"], rights: ["confidential"] },
  { to: "governance", fields: ["kind", "text", "links", "stopOwner"], rights: ["confidential"] },
  {
    to: "sceptic",
    fields: ["material", "links", "searchedAgainst"],
    rights: ["quarantined", "confidential", "subject_authored"],
  },
  { to: "model", fields: ["text", "quotes"], rights: [] },
];
