import type { KernelState } from "../state/state.ts";
import { type ApiPaid, newAuditRecord } from "./audit-record.ts";

/** API calls paid for up to an instant, in thousandths. @param at not before `since`: time never runs back (K-3) */
export const paidMilliCalls = ({ callsPerSecond, since, milliCalls }: ApiPaid, at: number): bigint =>
  BigInt(milliCalls) + BigInt(callsPerSecond) * BigInt(at - since);

/** Goes on counting at the rate that the lab's powered deployments have from now on. */
export function apiPaidFrom(state: KernelState, lab: string, at: number): KernelState {
  const record = state.audits.get(lab) ?? newAuditRecord(lab);
  const milliCalls = paidMilliCalls(record.api, at).toString();
  const api = { callsPerSecond: callsPerSecondOf(state, lab), since: at, milliCalls };
  return { ...state, audits: state.audits.set(lab, { ...record, api }) };
}

function callsPerSecondOf(state: KernelState, lab: string): number {
  let callsPerSecond = 0;
  for (const deployment of state.deployments.values()) {
    const answers = deployment.lab === lab && !deployment.ended && deployment.desired.levelPpm > 0;
    if (answers) callsPerSecond += deployment.apiCallsPerSecondMax;
  }
  return callsPerSecond;
}
