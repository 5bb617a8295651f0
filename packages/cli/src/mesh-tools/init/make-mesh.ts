import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { decodeGenesis, encodeGenesis, type Genesis } from "@plimsoll/mesh";
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
  if (name.length > NAME_LENGTH_MAX) throw optionsFault(`a name of at most ${NAME_LENGTH_MAX} characters`, name);
  if (spendWitnesses >= members.length) {
    throw optionsFault(`at most ${members.length - 1} witnesses of a spend`, String(spendWitnesses));
  }
  const inOrder = members.map(({ key, name: called }) => ({ key, name: called }));
  const genesis = { name, members: inOrder, issuers: [first.key], survivors, spendWitnesses, dimensions };
  if (isGenesis(genesis)) return genesis;
  const most = Math.floor((members.length + 1) / 2);
  throw optionsFault(`at most ${most} survivors of ${members.length} nodes: 2 · s is at most n + 1`, String(survivors));
}

const NAME_LENGTH_MAX = 200;

/** What every node asks when it reads one. */
const isGenesis = (genesis: Genesis): boolean => decodeGenesis(encodeGenesis(genesis)) !== undefined;

/** Throws `MESH_OPTIONS` where no mesh of so many nodes could have so few survivors. */
export function checkSurvivors(survivors: number, nodes: number): void {
  const members = Array.from({ length: nodes }, (_, place) => ({
    name: "",
    key: place.toString(16).padStart(64, "0"),
  }));
  genesisOf({ name: "", survivors, spendWitnesses: 0, dimensions: 1 }, members);
}

const meshOf = (genesis: Genesis): string => nativeCryptography().sha256(encodeGenesis(genesis));

const folderExists = (folder: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: "no such folder yet",
    received: folder,
    fix: "choose another folder with --out: a node may run on this one",
  });
