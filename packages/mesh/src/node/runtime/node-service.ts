import type { SigningKey } from "@plimsoll/foundation/node";
import type { EventId } from "../../event/event.ts";
import type { Genesis } from "../../event/genesis.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Worker } from "../../ports/work.ts";
import { type FolderDisk, openFolderDisk } from "../disk/folder-disk.ts";
import { openSite, sitesOf } from "../site/open-site.ts";
import type { SiteDesk } from "../site/site-desk.ts";
import { withSite } from "../site/site-verbs.ts";
import { answerControl } from "./control-verbs.ts";
import { openControl } from "./control-socket.ts";
import { folderInUse } from "./folder-faults.ts";
import { MeshNode } from "./mesh-node.ts";
import { nodeFolder } from "./node-folder.ts";
import { type NodeRoads, type NodeStatus, nodeStatus } from "./node-status.ts";
import { Standing } from "./stand-on.ts";
import { steadyNowMs } from "./steady-clock.ts";
import { TwinWatch } from "./twin-watch.ts";
import { boundYoungSpace } from "./young-space.ts";

/** A node's folder, key and mesh. */
export interface NodeServiceOptions {
  readonly folder: string;
  readonly genesis: Genesis;
  readonly key: SigningKey;
  readonly bus: Bus;
  readonly worker: Worker | null;
  /** Where content lies that is too long for an event; null for none. */
  readonly blobs?: BlobStore | null;
  /** How its ways to the others are, for its status. */
  readonly roads?: () => NodeRoads;
  /** Hertz of its clock of the mesh; null for none. */
  readonly clockHertz: number | null;
  /** The roster of survivors that its operator tells it to stand on, as soon as it is held; null for none. */
  readonly standOn?: EventId | null;
  /** Called once if its disk fails: it has stopped then. */
  readonly onBroken: (cause: unknown) => void;
}

/** A node of the mesh as a process runs it. */
export interface NodeService {
  readonly node: MeshNode;
  /** The governed site that its folder gives it; null for none. */
  readonly site: SiteDesk | null;
  status(): NodeStatus;
  /** Stops once everything written is durable. Rejects when it cannot be. */
  close(): Promise<void>;
}

/**
 * A node with its folder, its journal and the door through which its own machine asks it. Rejects with `MESH_FOLDER_IN_USE`
 * where another one runs on the folder.
 */
export const serveNode = async (options: NodeServiceOptions): Promise<NodeService> =>
  serveOn(await openNodeDisk(options.folder), options);

/** The folder's journal, and nobody else's until it is closed. Rejects as `serveNode`. */
export async function openNodeDisk(folder: string): Promise<FolderDisk> {
  return openFolderDisk(nodeFolder(folder).journal).catch((cause: unknown) => {
    throw folderInUse(folder, cause);
  });
}

/** As `serveNode`, on a disk that was opened before; closes it at the end, and where it rejects. */
export async function serveOn(disk: FolderDisk, options: NodeServiceOptions): Promise<NodeService> {
  const { folder, genesis, clockHertz, bus, standOn = null, onBroken, blobs = null, roads } = options;
  await using parts = new AsyncDisposableStack();
  parts.defer(() => disk.close());
  boundYoungSpace();
  const sites = sitesOf(folder, genesis);
  const clock = clockHertz === null ? null : { hertz: clockHertz };
  const node = parts.adopt(await MeshNode.open({ ...options, disk, clock }, onBroken), (opened) => opened.close());
  const twin = new TwinWatch(node.member, steadyNowMs());
  const site = openSite({ folder, genesis, node, sites });
  parts.defer(() => site?.close());
  const status = () =>
    nodeStatus(node.member, {
      genesis,
      bus,
      node,
      nowMs: steadyNowMs(),
      isDoubled: twin.isDoubled,
      roads: roads?.() ?? null,
    });
  const answer = withSite(answerControl(node, status, blobs), site);
  parts.adopt(await openControl(nodeFolder(folder).control, answer), (control) => control.close());
  parts.adopt(new Standing(node, standOn), (standing) => standing.close());
  const running = parts.move();
  return { node, site, status, close: () => running.disposeAsync() };
}
