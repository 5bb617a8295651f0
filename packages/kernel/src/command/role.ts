import { matching, object, oneOf } from "@plimsoll/foundation";

/** Roles of keys. There are no passwords and no unsigned writes. */
export const ROLES = ["operator", "lab", "evaluator", "node", "auditor", "witness", "meter"] as const;
export type Role = (typeof ROLES)[number];

export const keyIdShape = matching("a key id (16 hexadecimal digits)", /^[0-9a-f]{16}$/);
export const keyShape = object({ keyId: keyIdShape, role: oneOf(...ROLES) });
