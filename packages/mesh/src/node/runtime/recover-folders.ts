import { PlimsollError } from "@plimsoll/foundation";
import { decodeSignedCertificate, type UnverifiedCertificate } from "../../certificate/signed-certificate.ts";
import { signCertificate } from "../../certificate/certificate-signature.ts";
import { decodeSigningNote } from "../../certificate/signing-note.ts";
import { setFold } from "../../certificate/state-fold.ts";
import { encodeGenesis } from "../../event/genesis-codec.ts";
import type { Genesis } from "../../event/genesis.ts";
import type { EventId } from "../../event/event.ts";
import type { Cryptography } from "../../ports/cryptography.ts";
import { recover, type Recovery } from "../../recovery/recover.ts";
import { nativeCryptography, signerOf } from "../native-cryptography.ts";
import { rememberingCryptography } from "../remembering-cryptography.ts";
import { type StoppedNode, openStoppedNode } from "./stopped-node.ts";

/** Survivors whose nodes do not run, and what they hold together. */
export interface RecoveredFolders {
  readonly genesis: Genesis;
  readonly nodes: readonly StoppedNode[];
  readonly recovery: Recovery;
  readonly anchor: EventId | null;
  close(): Promise<void>;
}

/**
 * Opens the folders of survivors, checks every event that they hold and rebuilds the newest certificate. Rejects with
 * `MESH_FOLDER_IN_USE` while one of them runs, and `MESH_FOLDERS_DIFFER` for folders of two meshes.
 */
export async function recoverFolders(folders: readonly string[]): Promise<RecoveredFolders> {
  const nodes: StoppedNode[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.close()));
  };
  try {
    for (const folder of folders) nodes.push(await openStoppedNode(folder));
    return { nodes, ...recoveryOf(nodes), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

function recoveryOf(nodes: readonly StoppedNode[]) {
  const [first] = nodes;
  const meshes = new Set(nodes.map(({ genesis }) => meshOf(genesis)));
  if (first === undefined || meshes.size !== 1) throw foldersDiffer(meshes.size);
  const { genesis } = first;
  const crypto = rememberingCryptography(nativeCryptography());
  const anchor = anchorOf(nodes);
  const recovery = recover({
    genesis,
    crypto,
    fold: setFold({ genesis, cryptography: crypto }),
    journals: nodes.map(({ name, records }) => ({
      name,
      envelopes: records.flatMap(({ kind, bytes }) => (kind === "event" ? [bytes] : [])),
    })),
    certificates: nodes.flatMap((node) => certificatesOf(node, meshOf(genesis), crypto)),
    anchor,
  });
  return { genesis, recovery, anchor };
}

const meshOf = (genesis: StoppedNode["genesis"]): string => nativeCryptography().sha256(encodeGenesis(genesis));

/** What was stable, and what the node itself had signed last. */
function certificatesOf({ records, key }: StoppedNode, mesh: string, crypto: Cryptography): UnverifiedCertificate[] {
  return records.flatMap(({ kind, bytes }) => {
    if (kind === "certificate") return decodeSignedCertificate(bytes) ?? [];
    const signed = kind === "signed" ? decodeSigningNote(bytes, mesh, crypto) : undefined;
    if (signed === undefined) return [];
    return [{ bytes: signed.bytes, signatures: [signCertificate(signed.digest, signerOf(key))] }];
  });
}

/** The roster that the survivors were last told to stand on. Throws `MESH_ANCHORS_DIFFER` where they were told of several. */
function anchorOf(nodes: readonly StoppedNode[]): EventId | null {
  const told = nodes.flatMap(({ records }) => {
    const last = records.findLast(({ kind }) => kind === "anchor");
    return last === undefined ? [] : [Buffer.from(last.bytes).toString("hex")];
  });
  const [anchor = null, ...others] = new Set(told);
  if (others.length === 0) return anchor;
  throw new PlimsollError({
    code: "MESH_ANCHORS_DIFFER",
    expected: "survivors that stand on one roster",
    received: `survivors of ${others.length + 1} successor epochs`,
    fix: "recover those of each epoch by themselves, and let majorities of all open a joint one",
  });
}

const foldersDiffer = (meshes: number): PlimsollError =>
  new PlimsollError({
    code: "MESH_FOLDERS_DIFFER",
    expected: "folders of one mesh",
    received: meshes === 0 ? "none" : `folders of ${meshes}`,
    fix: "recover each mesh by itself",
  });
