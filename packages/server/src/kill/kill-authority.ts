import type { KernelState, Run } from "@plimsoll/kernel";

/** Whether one of these signers may have the run killed: an operator of the site, or the run's own lab. */
export const mayKill = (state: KernelState, { lab }: Run, signers: readonly string[]): boolean =>
  isOperators(state, signers) || signers.some((keyId) => isKeyOf(state, lab, keyId));

/** Whether an operator of the site is among the signers. */
export const isOperators = ({ keys }: KernelState, signers: readonly string[]): boolean =>
  signers.some((keyId) => keys.get(keyId) === "operator");

const isKeyOf = (state: KernelState, lab: string, keyId: string): boolean =>
  state.keys.get(keyId) === "lab" && state.labs.get(lab)?.labKey === keyId;
