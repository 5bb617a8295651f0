import { matching, object, oneOf } from "@plimsoll/foundation";

/** Roles of keys. There are no passwords and no unsigned writes. */
export const ROLES = ["operator", "lab", "evaluator", "node", "auditor", "witness", "meter"] as const;

/** What a key may sign. */
export type Role = (typeof ROLES)[number];

export const keyIdShape = matching("a key id (16 hexadecimal digits)", /^[0-9a-f]{16}$/);
/** A raw Ed25519 public key of 32 bytes in standard Base64 (RFC 4648 §4): one spelling for one key. */
export const publicKeyShape = matching("a public key (32 bytes in Base64)", /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/);

/** Roles that a key is admitted to: a lab's comes by its accreditation. */
export const ADMITTED_ROLES = ["operator", "evaluator", "node", "auditor", "witness", "meter"] as const;

/** Why a key was revoked. */
export const REVOCATION_REASONS = ["lost", "stolen", "retired"] as const;

/** Why a key is taken out of use. */
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

export const keyShape = object({ keyId: keyIdShape, role: oneOf(...ROLES) });
