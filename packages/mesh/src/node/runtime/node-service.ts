import type { SigningKey } from "@plimsoll/foundation/node";
import type { EventId } from "../../event/event.ts";
import type { Genesis } from "../../event/genesis.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Worker } from "../../ports/work.ts";
import { openFolderDisk } from "../disk/folder-disk.ts";
import { answerControl } from "./control-verbs.ts";
import { openControl } from "./control-socket.ts";
import { folderInUse } from "./folder-faults.ts";
import { MeshNode } from "./mesh-node.ts";
import { nodeFolder } from "./node-folder.ts";
import { type NodeStatus, nodeStatus } from "./node-status.ts";
import { Standing } from "./stand-on.ts";
import { steadyNowMs } from "./steady-clock.ts";

export interface NodeServiceOptions {
  readonly folder: string;
  readonly genesis: Genesis;
  readonly key: SigningKey;
  readonly bus: Bus;
  readonly worker: Worker | null;
  /** Hertz of its clock of the mesh; null for none. */
  readonly clockHertz: number | null;
  /** The roster of survivors that its operator tells it to stand on, as soon as it is held; null for none. */
  readonly standOn?: EventId | null;
  /** Called once if its disk fails: it has stopped then. */
  readonly onBroken: (cause: unknown) => void;
}

export interface NodeService {
  readonly node: MeshNode;
  status(): NodeStatus;
  /** Stops once everything written is durable. Rejects when it cannot be. */
  close(): Promise<void>;
}

/**
 * A node with its folder, its journal and the door through which its own machine asks it. Rejects with `MESH_FOLDER_IN_USE`
 * where another one runs on the folder.
 */
export async function serveNode(options: NodeServiceOptions): Promise<NodeService> {
  const { folder, genesis, clockHertz, bus, standOn = null, onBroken } = options;
  const disk = await openFolderDisk(nodeFolder(folder).journal).catch((cause: unknown) => {
    throw folderInUse(folder, cause);
  });
  try {
    const clock = clockHertz === null ? null : { hertz: clockHertz };
    const node = await MeshNode.open({ ...options, disk, clock }, onBroken);
    const standing = new Standing(node, standOn);
    const status = () => nodeStatus(node.member, { genesis, bus, node, nowMs: steadyNowMs() });
    const control = await openControl(nodeFolder(folder).control, answerControl(node, status)).catch(
      async (cause: unknown) => {
        await node.close();
        throw cause;
      },
    );
    const close = async (): Promise<void> => {
      standing.close();
      await control.close();
      await node.close().finally(() => disk.close());
    };
    return { node, status, close };
  } catch (cause) {
    await disk.close();
    throw cause;
  }
}
