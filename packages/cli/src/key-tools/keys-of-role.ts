import type { PublicKey } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, type Site } from "@plimsoll/governor";
import type { Role } from "@plimsoll/kernel";
import { carriedKey } from "@plimsoll/ledger";

/** The public halves of the keys to which a site's ledger gives a role: those that it carries itself, and those of its data folder. */
export function keysOfRole(
  { state }: Pick<Site, "state">,
  data: string,
  role: Role,
): (keyId: string) => PublicKey | undefined {
  const ring = new FileKeyRing(dataFolder(data).keys);
  return (keyId) =>
    state.keys.get(keyId) === role
      ? (carriedKey(keyId, state.publicKeys.get(keyId)) ?? ring.publicKey(keyId))
      : undefined;
}
