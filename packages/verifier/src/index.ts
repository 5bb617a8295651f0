export { runVerifierCli } from "./cli.ts";
export type { Checkpoint } from "./checkpoint.ts";
export type { FaultCode } from "./fault.ts";
export type { Refuted, Verified } from "./verdict.ts";
export { verifyLedger, type VerifyOptions } from "./verify-ledger.ts";
export { verifyTiles } from "./verify-tiles.ts";
