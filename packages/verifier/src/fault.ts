/** Why a folder does not verify. The code is the contract, the text is not. */
export type FaultCode =
  | "LEDGER_NOT_FOUND" // no ledger in the folder
  | "LEDGER_UNREADABLE" // the files cannot be read by this process
  | "KEY_MALFORMED" // no Ed25519 public key in PEM
  | "LEDGER_KEY_MISMATCH" // checkpoints are signed by another key or name two origins
  | "LEDGER_DAMAGED" // bytes, rows, roots or signatures are not as written
  | "LEDGER_ROLLED_BACK" // the log lacks what the published checkpoint promises
  | "ENTRY_NOT_CANONICAL" // an entry is no RFC 8785 object with integer `at` and string `kind`
  | "TIME_RUNS_BACK" // an entry is older than the one before it
  | "KEY_ID_FALSE" // an entry gives a public key an id that it does not have
  | "KEY_REVOKED" // an entry is signed by a key that was revoked before it
  | "CONSERVATION_BROKEN"; // law L4 does not hold after an entry

export class Fault extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
