import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { identifier, list, matching, object, PlimsollError, type Shaped } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";

const sitesShape = object({
  sites: list(object({ name: identifier, writer: matching("a member's key", /^[0-9a-f]{64}$/) }), 4096),
  home: identifier,
});

/**
 * The governed sites of a mesh: the key that writes for each, and the one at which allocations are issued. Every node of
 * the mesh that runs a site MUST have the same.
 */
export type MeshSites = Shaped<typeof sitesShape>;

/** Null where the mesh has none. Throws `MESH_SITES` for a file that cannot be read, or whose home is none that may issue. */
export function readSites(file: string, issuers: readonly NodeKey[]): MeshSites | null {
  if (!existsSync(file)) return null;
  const sites = sitesShape.parse(parsed(readFileSync(file, "utf8")));
  if (!sites.ok) throw sitesFault(`${sites.error.expected} at "${sites.error.path}"`, sites.error.received);
  const { home, sites: named } = sites.value;
  const names = new Set(named.map(({ name }) => name));
  const writers = new Set(named.map(({ writer }) => writer));
  if (names.size < named.length || writers.size < named.length) throw sitesFault("a name and a key once", file);
  const writer = named.find(({ name }) => name === home)?.writer;
  if (writer === undefined) throw sitesFault("a home among the sites", home);
  if (!issuers.includes(writer)) throw sitesFault("a home whose key may issue", home);
  return sites.value;
}

/** Throws `FILE_EXISTS` rather than change which site is whose. */
export function placeSites(file: string, sites: MeshSites): void {
  if (existsSync(file)) {
    throw new PlimsollError({
      code: "FILE_EXISTS",
      expected: "no file yet",
      received: file,
      fix: "choose another folder: the sites in this one may be in use",
    });
  }
  writeFileSync(file, `${JSON.stringify(sites, null, 2)}\n`, { flag: "wx" });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const sitesFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "MESH_SITES",
    expected: `the sites of a mesh with ${expected}`,
    received,
    fix: "copy sites.json again from another node: it is the same on all",
  });
