import { askNode, nodeFolder, type NodeStatus } from "@plimsoll/mesh/node";

/** Asks the node that runs on a folder. Rejects with `MESH_NODE_NOT_RUNNING` when there is none. */
export const statusOf = async (folder: string): Promise<NodeStatus> =>
  (await askNode(nodeFolder(folder).control, { verb: "status" })) as NodeStatus;
