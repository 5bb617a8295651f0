import type { RevocationReason, Role } from "../command/role.ts";

/** A key that signs nothing any more. */
export interface RevokedKey {
  /** The role that it had. */
  readonly role: Role;
  readonly reason: RevocationReason | "rotated";
  readonly revokedAt: number;
  /** The key that took its place; null where none did. */
  readonly successor: string | null;
}
