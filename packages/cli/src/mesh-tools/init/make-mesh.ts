import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { encodeGenesis, type Genesis } from "@plimsoll/mesh";
import { makeNodeFolder, nativeCryptography, placeGenesis, signerOf } from "@plimsoll/mesh/node";
import { type NamedKey, optionsFault } from "../mesh-options.ts";

export interface MeshPlan {
  readonly name: string;
  readonly survivors: number;
  readonly spendWitnesses: number;
  readonly dimensions: number;
}

export interface MadeMesh {
  readonly mesh: string;
  readonly genesis: Genesis;
  /** Folders of nodes, ready to start; none where keys were made elsewhere. */
  readonly folders: readonly string[];
}

/** A genesis and a folder for each of so many nodes, with their keys. */
export function makeTrialMesh(plan: MeshPlan, nodes: number, out: string): MadeMesh {
  const keys = Array.from({ length: nodes }, () => generateSigningKey());
  const genesis = genesisOf(
    plan,
    keys.map((key, place) => ({ name: `node-${place}`, key: signerOf(key).key })),
  );
  const folders = keys.map((key, place) => {
    const folder = join(out, `node-${place}`);
    if (existsSync(folder)) throw folderExists(folder);
    makeNodeFolder(folder, genesis, key);
    return folder;
  });
  return { mesh: meshOf(genesis), genesis, folders };
}

/** A genesis of public keys that were made elsewhere: private keys never travel. */
export function makeMesh(plan: MeshPlan, members: readonly NamedKey[], out: string): MadeMesh {
  const genesis = genesisOf(plan, members);
  mkdirSync(out, { recursive: true });
  placeGenesis(out, genesis);
  return { mesh: meshOf(genesis), genesis, folders: [] };
}

/** The first member may issue rights to spend. */
export function genesisOf(plan: MeshPlan, members: readonly NamedKey[]): Genesis {
  const { name, survivors, spendWitnesses, dimensions } = plan;
  const [first] = members;
  if (first === undefined || new Set(members.map(({ key }) => key)).size !== members.length) {
    throw optionsFault("at least one member, and no key twice", `${members.length} members`);
  }
  if (survivors > members.length) throw optionsFault(`at most ${members.length} survivors`, String(survivors));
  if (spendWitnesses >= members.length) {
    throw optionsFault(`at most ${members.length - 1} witnesses of a spend`, String(spendWitnesses));
  }
  const inOrder = members.map(({ key, name: called }) => ({ key, name: called }));
  return { name, members: inOrder, issuers: [first.key], survivors, spendWitnesses, dimensions };
}

const meshOf = (genesis: Genesis): string => nativeCryptography().sha256(encodeGenesis(genesis));

const folderExists = (folder: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: "no such folder yet",
    received: folder,
    fix: "choose another folder with --out: a node may run on this one",
  });
