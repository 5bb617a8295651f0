import type { Genesis } from "@plimsoll/mesh";
import { type MeshSites, nodeFolder, placeSites } from "@plimsoll/mesh/node";
import { type NamedSite, optionsFault } from "../mesh-options.ts";

/** Throws `MESH_OPTIONS` before anything is made. */
export function checkSites(sites: readonly NamedSite[], members: readonly string[]): void {
  for (const { name, member } of sites) {
    if (members.filter((each) => each === member).length !== 1) throw optionsFault(`a member for site ${name}`, member);
  }
  const isTwice = (texts: readonly string[]) => new Set(texts).size < texts.length;
  if (isTwice(sites.map(({ name }) => name)) || isTwice(sites.map(({ member }) => member))) {
    throw optionsFault("each site and each member once in --site", sites.map(({ name }) => name).join(", "));
  }
  const [first = ""] = members;
  if (sites.length > 0 && !sites.some(({ member }) => member === first)) {
    throw optionsFault(`a site at ${first}, the first member, which alone issues rights`, "none there");
  }
}

/** The file that says which member runs which site, the same into each of these folders. Nothing where there are no sites. */
export function makeSites(
  named: readonly NamedSite[],
  { members, issuers }: Genesis,
  folders: readonly string[],
): void {
  if (named.length === 0) return;
  const keyOf = (name: string): string => members.find((member) => member.name === name)?.key ?? "";
  const sites: MeshSites["sites"] = named.map(({ name, member }) => ({ name, writer: keyOf(member) }));
  const home = sites.find(({ writer }) => issuers.includes(writer))?.name ?? "";
  for (const folder of folders) placeSites(nodeFolder(folder).sites, { sites, home });
}
