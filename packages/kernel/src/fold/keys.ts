import type { AuditRecord } from "../audit/audit-record.ts";
import type { Lab } from "../state/lab.ts";
import type { KernelState } from "../state/state.ts";
import { type Fold, must } from "./change.ts";

export const keyAdmitted: Fold<"key.admitted"> = (state, { keyId, role, publicKey }) => ({
  ...state,
  keys: state.keys.set(keyId, role),
  publicKeys: state.publicKeys.set(keyId, publicKey),
});

export const keyRevoked: Fold<"key.revoked"> = (state, { keyId, reason, at }) => {
  const role = must(state.keys, keyId);
  return {
    ...state,
    keys: state.keys.delete(keyId),
    revokedKeys: state.revokedKeys.set(keyId, { role, reason, revokedAt: at, successor: null }),
  };
};

/** The new key stands wherever the old one stood; one that was revoked before keeps its reason. */
export const keyRotated: Fold<"key.rotated"> = (state, { from, to, role, publicKey, labs, at }) => {
  const revoked = state.revokedKeys.get(from) ?? { role, reason: "rotated", revokedAt: at, successor: null };
  return labs.reduce((named, lab) => renamedIn(named, lab, from, to), {
    ...state,
    keys: state.keys.delete(from).set(to, role),
    revokedKeys: state.revokedKeys.set(from, { ...revoked, successor: to }),
    publicKeys: state.publicKeys.set(to, publicKey),
  });
};

function renamedIn(state: KernelState, name: string, from: string, to: string): KernelState {
  const lab = must(state.labs, name);
  const audit = state.audits.get(name);
  const meters = lab.meters.map(renaming(from, to));
  const renamed: Lab = { ...lab, labKey: renaming(from, to)(lab.labKey), meters };
  return {
    ...state,
    labs: state.labs.set(name, renamed),
    audits: audit === undefined ? state.audits : state.audits.set(name, meteredBy(audit, from, to)),
  };
}

/** The same meter under another key: what it counted goes on, and may not run back. */
const meteredBy = (audit: AuditRecord, from: string, to: string): AuditRecord => ({
  ...audit,
  meters: audit.meters.map((known) => ({ ...known, meter: renaming(from, to)(known.meter) })),
});

const renaming =
  (from: string, to: string) =>
  (keyId: string): string =>
    keyId === from ? to : keyId;
