import { PlimsollError } from "@plimsoll/foundation";

export const nodeKeyFault = (folder: string): PlimsollError =>
  new PlimsollError({
    code: "MESH_FOLDER",
    expected: "genesis.cbor and node.pem",
    received: folder,
    fix: "make a mesh with plimsoll mesh init, and give each node one of its folders",
  });

/** As `DATA_IN_USE`, and what can be done about it with a node. */
export function folderInUse(folder: string, cause: unknown): unknown {
  if (!(cause instanceof PlimsollError) || cause.code !== "DATA_IN_USE") return cause;
  return new PlimsollError({
    code: "MESH_FOLDER_IN_USE",
    expected: `no other process on the folder "${folder}"`,
    received: "a node that runs on it, or a command that reads it",
    fix: "ask the node that runs with plimsoll mesh status, or stop it first",
    cause,
  });
}
