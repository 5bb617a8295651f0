/** The small door of the governor: the gate as a library, for model servers in Node. */
export type { GateIdentity, Gatekeeper } from "./gatekeeper.ts";
export { openTokenGate, type TokenGate, type TokenGateOptions } from "./library/open-token-gate.ts";
