/** What is wrong or missing. The code is the contract, the text is not. */
export type FindingCode =
  | "EVENT_TOO_LARGE" // an envelope of more than 524 288 bytes
  | "EVENT_NOT_CANONICAL" // not deterministic CBOR of whole numbers, byte strings, texts, null and arrays
  | "EVENT_MALFORMED" // canonical, but not the fields of an event, or of its kind
  | "EVENT_OF_OTHER_MESH"
  | "EVENT_BATCH_FALSE" // the path does not lead from the event to the signed root
  | "EVENT_SIGNATURE_FALSE"
  | "EVENT_CHAIN_FALSE" // its predecessor is not the event before it in its chain
  | "EVENT_LAMPORT_FALSE"
  | "EVENT_DANGLING" // it cites what is not held
  | "EVENTS_TORN" // a file ends inside an event
  | "EVENTS_NONE"
  | "KIND_UNKNOWN" // of a later version: what it says was not checked
  | "CHAIN_FORKED" // an author signed two events with one place
  | "AUTHOR_OUTSIDE" // held and without effect: no member, and not in the past of a roster's frontier
  | "ANCHOR_NOT_HELD"
  | "ANCHOR_UNFOUNDED" // neither a majority nor a certificate with a member's approval
  | "FRONTIER_NOT_HELD" // what a roster that is followed starts from
  | "ROOT_DIFFERS"
  | "CERTIFICATE_OF_OTHER_MESH"
  | "CERTIFICATE_ROOT_FALSE" // its extents do not come to its event root
  | "CERTIFICATE_PARTS_MISSING"
  | "CERTIFICATE_FRONTIER_FALSE" // what its tips lead back to is not what its extents and its count say
  | "CERTIFICATE_ROSTER_FALSE" // of a roster that is not followed, or was not at its frontier
  | "CERTIFICATE_STATE_FALSE"
  | "CERTIFICATE_BUDGET_FALSE"
  | "CERTIFICATE_SIGNER_OUTSIDE"
  | "CERTIFICATE_SIGNATURE_FALSE"
  | "CERTIFICATE_QUORUM_MISSING";

/** `note` changes no verdict. */
export type Weight = "invalid" | "incomplete" | "note";

export interface Finding {
  readonly weight: Weight;
  readonly code: FindingCode;
  readonly detail: string;
}

export const invalid = (code: FindingCode, detail: string): Finding => ({ weight: "invalid", code, detail });
export const incomplete = (code: FindingCode, detail: string): Finding => ({ weight: "incomplete", code, detail });
export const note = (code: FindingCode, detail: string): Finding => ({ weight: "note", code, detail });

/** What cannot be read at all: there is nothing to judge. */
export class BrokenInput extends Error {}
