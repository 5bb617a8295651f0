import type { AddCommand } from "../../add-command.ts";
import { addSiteDecide } from "./decide-command.ts";
import { addSiteEntries } from "./entries-command.ts";
import { addSiteAccredit, addSiteOpen } from "./open-command.ts";
import { addSitePower } from "./power-command.ts";
import { addSiteState } from "./state-command.ts";

const COMMANDS: readonly AddCommand[] = [
  addSiteOpen,
  addSiteAccredit,
  addSiteDecide,
  addSitePower,
  addSiteState,
  addSiteEntries,
];

export const addMeshSite: AddCommand = (mesh, exitWith) => {
  const site = mesh
    .command("site")
    .description("a governed site on a node of the mesh: its commands, its power and its log")
    .addHelpText(
      "after",
      `
The site is the one that sites.json in the node's folder gives to its key (plimsoll mesh init --site). It decides within the
rights that it holds, cut off or not, and what it decides travels as events of the mesh.

Examples:
  plimsoll mesh site open --data trial/node-0
  plimsoll mesh site state --data trial/node-0`,
    );
  for (const add of COMMANDS) add(site, exitWith);
};
