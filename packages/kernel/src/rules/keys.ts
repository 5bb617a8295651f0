import { err, ok } from "@plimsoll/foundation";
import { type Refusal, refusal } from "../codes.ts";
import type { Role } from "../command/role.ts";
import type { Signer } from "../command/stamped-command.ts";
import { must } from "../fold/change.ts";
import type { KernelState } from "../state/state.ts";
import { labsNaming } from "../state/labs-naming.ts";
import { gravest } from "./precedence.ts";
import type { Occasion, Rule } from "./rule.ts";

/** So many operators change a site's keys, and so many there must always be; nobody's evidence stands alone either. */
const QUORUM = 2;
const NEVER_FEWER: ReadonlySet<Role | undefined> = new Set(["operator", "evaluator"]);

/** A new key with a role (K-96). That two operators sign is asked of every such command. */
export const admitKey: Rule<"key.admit"> = (state, { keyId, role, publicKey }) => {
  const known = knownRefused(state, keyId);
  return known === null ? ok([{ kind: "key.admitted", keyId, role, publicKey }]) : err(known);
};

/** A new key in the place of another, by whoever has the old one or in spite of him (K-97). */
export const rotateKey: Rule<"key.rotate"> = (state, { from, to, publicKey }, occasion) => {
  const labs = labsNaming(state, from);
  const refused = gravest([
    rotationSigned(state, from, occasion) ? null : rotationRefused,
    knownRefused(state, to),
    // Of the revoked ones those that a lab still names have a place to give, so that the lab has a way back.
    state.revokedKeys.has(from) && labs.length > 0 ? null : unknownRefused(state, from),
  ]);
  if (refused !== null) return err(refused);
  const { role } = state.revokedKeys.get(from) ?? { role: must(state.keys, from) };
  return ok([{ kind: "key.rotated", from, to, role, publicKey, labs }]);
};

/** Takes a key's role for good (K-98). */
export const revokeKey: Rule<"key.revoke"> = (state, { keyId, reason }, { signers }) => {
  const refused = gravest([
    operatorsBeside(state, keyId, signers) >= QUORUM ? null : revocationRefused,
    unknownRefused(state, keyId),
    tooFewRefused(state, keyId),
  ]);
  if (refused !== null) return err(refused);
  const role = must(state.keys, keyId);
  return ok([{ kind: "key.revoked", keyId, role, reason, labs: labsNaming(state, keyId) }]);
};

/** A key id is given a role once, and never after it was revoked (K-96, K-99). */
export function knownRefused(state: KernelState, keyId: string): Refusal | null {
  const known = state.revokedKeys.has(keyId) ? "revoked" : state.keys.get(keyId);
  if (known === undefined) return null;
  return refusal("KEY_EXISTS", "a key that never had a role here", `${keyId}, ${known}`, "make a new key");
}

function unknownRefused(state: KernelState, keyId: string): Refusal | null {
  if (state.keys.has(keyId)) return null;
  const received = state.revokedKeys.has(keyId) ? `${keyId}, revoked` : keyId;
  return refusal("UNKNOWN_KEY", "a key that has a role here", received, "see them: plimsoll key list");
}

function rotationSigned(state: KernelState, from: string, { signers }: Pick<Occasion, "signers">): boolean {
  const others = operatorsBeside(state, from, signers);
  return others >= QUORUM || (others >= 1 && signers.some(({ keyId }) => keyId === from));
}

function operatorsBeside(state: KernelState, keyId: string, signers: readonly Signer[]): number {
  const distinct = new Set(signers.map((signer) => signer.keyId));
  return [...distinct].filter((signer) => signer !== keyId && state.keys.get(signer) === "operator").length;
}

function tooFewRefused({ keys }: KernelState, keyId: string): Refusal | null {
  const role = keys.get(keyId);
  const left = [...keys.values()].filter((other) => other === role).length - 1;
  if (!NEVER_FEWER.has(role) || left >= QUORUM) return null;
  return refusal(
    "KEYS_TOO_FEW",
    `${QUORUM} keys with the role ${role} that remain`,
    `${left}`,
    `admit another one first (plimsoll key admit NAME --role ${role}), or rotate this one`,
  );
}

const rotationRefused: Refusal = refusal(
  "SIGNER_NOT_ALLOWED",
  "signatures of the old key and another operator, or of two other operators",
  "fewer",
  "have an operator sign beside the old key, or two where it is lost",
);

const revocationRefused: Refusal = refusal(
  "SIGNER_NOT_ALLOWED",
  "signatures of two operators other than the key",
  "fewer",
  "have two other operators sign",
);
