/** Why a pack does not hold. Codes are contract. */
export const PACK_FAULTS = {
  PACK_UNREADABLE: "the pack, or a part that everything else needs, cannot be read",
  PACK_MANIFEST_MALFORMED: "the manifest is none",
  PACK_PROGRAM_DIFFERS: "another version of the program built it: its documents cannot be made again here",
  PACK_FRAMEWORKS_DIFFER: "it follows other forms of published frameworks",
  PACK_FILE_MISSING: "a file that the manifest names, or that belongs there, is not there",
  PACK_FILE_EXTRA: "a file is there that belongs to no such pack",
  PACK_FILE_CHANGED: "a file is not what its digest in the manifest says",
  PACK_LOG_DAMAGED: "the log is not whole, not signed, or not in order",
  PACK_LOG_KEY: "another key than the expected one signed the log",
  PACK_LOG_ROLLED_BACK: "the log is shorter than, or another than, the one that was witnessed",
  PACK_BODY_CHANGED: "a body is missing or not what the log says",
  PACK_REDACTION_FORBIDDEN: "something is withheld that no pack may withhold, or not as the manifest tells it",
  PACK_DOCUMENT_DIFFERS: "a document is not what the records say",
  PACK_INDEX_DIFFERS: "the list of evaluations is not what the log says",
  PACK_MANIFEST_DIFFERS: "the manifest is not what the log and the files say",
  PACK_FILE_REFUSED: "something is there that is no plain file or folder, or more bytes than a pack may have",
  PACK_DECISION_DIFFERS: "the records of the decision are not what this program makes of its input",
  PACK_RULES_NOT_SHIPPED:
    "the log says of a policy, of safeguards or of intake rules that they shipped, and they never did",
  PACK_PROOF_DIFFERS: "a proof does not lead from its record to the signed root",
} as const;

export type PackFaultCode = keyof typeof PACK_FAULTS;

export interface PackFault {
  readonly code: PackFaultCode;
  /** A path in the pack, or a record of its log. */
  readonly place: string;
  readonly expected: string;
  readonly received: string;
}

export const packFault = (code: PackFaultCode, place: string, expected: string, received: string): PackFault => ({
  code,
  place,
  expected,
  received,
});
