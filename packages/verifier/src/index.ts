export { runVerifierCli } from "./cli.ts";
export type { Checkpoint } from "./checkpoint.ts";
export type { FaultCode } from "./fault.ts";
export { type Refuted, type Verified, verifyLedger } from "./verify-ledger.ts";
