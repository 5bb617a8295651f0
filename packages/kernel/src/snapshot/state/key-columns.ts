import { REVOCATION_REASONS, ROLES } from "../../command/role.ts";
import type { RevokedKey } from "../../state/revoked-key.ts";
import { nullable, objects } from "../nested-columns.ts";
import { integers } from "../scalar-columns.ts";
import { names, wordsIn } from "../text-columns.ts";

export const revokedKeys = objects<RevokedKey>({
  role: wordsIn(ROLES),
  reason: wordsIn([...REVOCATION_REASONS, "rotated"]),
  revokedAt: integers(),
  successor: nullable(names),
});
