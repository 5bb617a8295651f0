import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { askNode, nodeFolder, type NodeStatus, type SiteDesk, startNode, type StartedNode } from "@plimsoll/mesh/node";
import { bringUpToDate, formatOf, type MeshPort, type MeshView, meshViewOf, writeFormat } from "@plimsoll/server";
import { type NatsFlags, natsPlan } from "../mesh-tools/run/nats-options.ts";
import { siteOffice } from "../mesh-tools/site/site-office.ts";

export interface MeshFlags extends NatsFlags {
  readonly data: string;
  readonly listen: readonly string[];
  readonly peer: readonly string[];
}

/** The node of a data folder, running in this process. */
export interface MeshServing {
  readonly port: MeshPort;
  /** Rejects where the node's disk failed: it has stopped then. */
  readonly broken: Promise<never>;
  close(): Promise<void>;
}

/** Joins the mesh with a node's folder, and keeps what its site decides in the folder's ledger. Rejects as `startNode`; `MESH_NO_SITE`. */
export async function serveInMesh(flags: MeshFlags): Promise<MeshServing> {
  bringUpToDate(flags.data);
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const started = await startNode({
    folder: flags.data,
    ...natsPlan(flags),
    listen: flags.listen,
    peers: flags.peer,
    worker: null,
    blobBytesMax: 0,
    onBrokerFault: ({ code, message }) => void process.stderr.write(`${JSON.stringify({ code, message })}\n`),
    clockHertz: null,
    standOn: null,
    onBroken: (cause) => broken.reject(cause),
  });
  const site = started.site ?? (await withoutSite(started, flags.data));
  const office = await siteOffice(started, site, flags.data);
  if (formatOf(flags.data) === 0) writeFormat(flags.data);
  const close = async (): Promise<void> => {
    office.close();
    await started.close();
  };
  return { port: portOf(started, site), broken: broken.promise, close };
}

const portOf = (started: StartedNode, site: SiteDesk): MeshPort => ({
  submit: async (command) => await site.submit(command),
  observe: (onDecision) => site.observe(() => onDecision()),
  view: () => meshViewOf(started.status(), systemClock.wallMs()),
  stop: () => (started.node.isRunning ? (site.stop?.code ?? null) : "MESH_NODE_STOPPED"),
});

async function withoutSite(started: StartedNode, data: string): Promise<never> {
  await started.close();
  throw new PlimsollError({
    code: "MESH_NO_SITE",
    expected: "the folder of a node that decides for a site",
    received: `"${data}", whose node has none`,
    fix: "make the mesh with sites: plimsoll mesh init NAME --site SITE=NODE",
  });
}

/** How the mesh is, asked of the node that runs beside; undefined for a folder that is none of a mesh. */
export function meshBeside(data: string): (() => Promise<MeshView>) | undefined {
  const { genesis, control } = nodeFolder(data);
  if (!existsSync(genesis)) return undefined;
  return async () => meshViewOf((await askNode(control, { verb: "status" })) as NodeStatus, systemClock.wallMs());
}
