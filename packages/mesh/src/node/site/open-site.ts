import type { Clock } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import type { Genesis } from "../../event/genesis.ts";
import type { MeshNode } from "../runtime/mesh-node.ts";
import { nodeFolder } from "../runtime/node-folder.ts";
import { ContactDesk } from "./contact-desk.ts";
import { keepContactNote, readContactNote } from "./contact-note-file.ts";
import { SiteDesk } from "./site-desk.ts";
import { SiteKeys } from "./site-keys.ts";
import { type MeshSites, readSites } from "./sites-file.ts";

export interface SiteOfNode {
  readonly folder: string;
  readonly genesis: Genesis;
  readonly node: MeshNode;
  /** Of the folder (`sitesOf`); null where the mesh has no sites. */
  readonly sites: MeshSites | null;
  readonly clock?: Clock;
}

/** Throws `MESH_SITES` for a file that cannot be read or is none of this mesh: before the node says a word. */
export const sitesOf = (folder: string, { issuers }: Genesis): MeshSites | null =>
  readSites(nodeFolder(folder).sites, issuers);

/** The site that the node's key writes for; null for none. The node answers what other sites ask in any case. */
export function openSite({ folder, genesis, node, sites, clock = systemClock }: SiteOfNode): SiteDesk | null {
  const contacts = new ContactDesk(node);
  const site = sites?.sites.find(({ writer }) => writer === node.member.key);
  if (sites === null || site === undefined) return null;
  const files = nodeFolder(folder);
  return new SiteDesk({
    node,
    genesis,
    sites,
    site: site.name,
    contacts,
    clock,
    keyOf: new SiteKeys(files.siteKeys).keyOf,
    note: readContactNote(files.contact),
    keepNote: (note) => keepContactNote(files.contact, note),
  });
}
