import type { Site } from "@plimsoll/governor";
import type { Role } from "@plimsoll/kernel";

/** One key of a site, as its ledger says. */
export interface KeyRow {
  readonly keyId: string;
  readonly role: Role;
  readonly status: "current" | "revoked";
  /** Why it was revoked; null while it may sign. */
  readonly reason: string | null;
  /** ms since 1970. */
  readonly revokedAt: number | null;
  readonly successor: string | null;
  /** The labs that speak with it, or are measured by it. */
  readonly labs: readonly string[];
  /** Under which its private half lies here; null where it does not. */
  readonly name: string | null;
}

/** Current keys first, by role and id. */
export function keyRows(site: Site): readonly KeyRow[] {
  const { keys, revokedKeys } = site.state;
  const names = new Map(site.keys.names().map((name) => [site.keys.key(name).keyId, name]));
  const about = (keyId: string) => ({ labs: labsOf(site, keyId), name: names.get(keyId) ?? null });
  const current = keys.sorted().map(([keyId, role]): KeyRow => ({ keyId, role, ...CURRENT, ...about(keyId) }));
  const revoked = revokedKeys
    .sorted()
    .map(([keyId, key]): KeyRow => ({ keyId, ...key, status: "revoked", ...about(keyId) }));
  return [...current.toSorted(byRole), ...revoked.toSorted(byRole)];
}

const CURRENT = { status: "current", reason: null, revokedAt: null, successor: null } as const;

const byRole = (left: KeyRow, right: KeyRow): number => left.role.localeCompare(right.role);

const labsOf = ({ state }: Site, keyId: string): readonly string[] =>
  state.labs
    .sorted()
    .flatMap(([name, { labKey, meters }]) => (labKey === keyId || meters.includes(keyId) ? [name] : []));

export function keyTable(rows: readonly KeyRow[]): string {
  const lines = rows.map((row) =>
    [row.keyId, row.role.padEnd(ROLE_WIDTH), statusText(row), row.name ?? "-", row.labs.join(", ")]
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

const ROLE_WIDTH = 9;

const statusText = ({ reason, successor }: KeyRow): string =>
  reason === null ? "may sign" : `${reason}${successor === null ? "" : `, now ${successor}`}`;
