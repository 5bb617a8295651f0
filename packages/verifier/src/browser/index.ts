export { bytesOfBase64 } from "./bytes.ts";
export { checkEntry, type EntryToCheck } from "./check-entry.ts";
export { checkProof, type ProofToCheck, type Proven } from "./check-proof.ts";
export { type LogKey, readLogKey } from "./log-key.ts";
export type { CheckCode, Shown, Told, Verdict } from "./step.ts";
