import { setTimeout as sleep } from "node:timers/promises";
import type { NatsCluster } from "../transport/nats-cluster.ts";
import { type Figure, figure, LOOSELY, seconds } from "./figures.ts";
import type { LoadFigures, WorkerPlan } from "./node-plan.ts";
import { type RealMesh, withMesh } from "./real-mesh.ts";

export interface BrokersLost {
  readonly cluster: NatsCluster;
  readonly outageMs: number;
}

const NODES = 4;
const worker: WorkerPlan = { lanes: ["fast"], announcedMs: 200, thinkMs: 200, capacity: 2 };

/** T2 and T3: all brokers are killed, work goes on over straight roads; they come back with no store, and nothing is missed. */
export const brokersLost = ({ cluster, outageMs }: BrokersLost): Promise<Figure[]> =>
  withMesh({ nodes: NODES, nats: cluster.addresses, libp2p: true, worker: () => worker }, async (mesh) => {
    await mesh.issueAll();
    await untilStraightRoads(mesh);
    await cluster.endAll();
    await sleep(1_000);
    const during = await workAll(mesh, outageMs);
    const equalMs = await mesh.untilEqual(NODES);
    for (const server of cluster.servers) server.deleteStore();
    const { events } = await mesh.node(0).status();
    await cluster.startAll();
    const after = await workAll(mesh, 2_000);
    await mesh.untilEqual(events);
    const less = await holdingLess(mesh, events);
    return [
      figure(
        "T2",
        `intents decided of those opened while no broker ran for ${seconds(outageMs)}`,
        `${during.decided} of ${during.opened}`,
        "all",
        during.opened > 0 && during.decided === during.opened,
      ),
      figure(
        "T2",
        "roots equal over straight roads after that",
        seconds(equalMs),
        "<= 5 s",
        equalMs <= 5_000,
        equalMs <= 5_000 * LOOSELY,
      ),
      figure(
        "T3",
        "every broker's store deleted, brokers back: intents decided of those opened",
        `${after.decided} of ${after.opened}`,
        "all",
        after.opened > 0 && after.decided === after.opened,
      ),
      figure("T3", "nodes that hold less than before", String(less), "0", less === 0),
    ];
  });

/** T4: without a second road nodes write on through an outage, and find back by themselves. */
export const outage = ({ cluster, outageMs }: BrokersLost): Promise<Figure[]> =>
  withMesh({ nodes: NODES, nats: cluster.addresses }, async (mesh) => {
    await mesh.issueAll();
    await cluster.endAll();
    const count = 200;
    await Promise.all(mesh.nodes.map((node) => node.order("write", { count, batch: 1 })));
    await sleep(outageMs);
    await cluster.startAll();
    const equalMs = await mesh.untilEqual(NODES * count, mesh.nodes, 60_000);
    return [
      figure(
        "T4",
        `outage of ${seconds(outageMs)}: brokers healthy again until ${NODES} nodes with ${count} new events each are equal`,
        seconds(equalMs),
        "<= 5 s, by themselves",
        equalMs <= 5_000,
        equalMs <= 5_000 * LOOSELY,
      ),
    ];
  });

const untilStraightRoads = async (mesh: RealMesh): Promise<void> => {
  const links = () => Promise.all(mesh.nodes.map((node) => node.order<number>("straightPeers")));
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 200) {
    if ((await links()).every((count) => count === NODES - 1)) return;
    await sleep(200);
  }
  throw new Error("the nodes did not find each other without brokers");
};

async function workAll(mesh: RealMesh, forMs: number): Promise<{ opened: number; decided: number }> {
  const order = { lane: "fast", forMs, pauseMs: 200, enough: 1, softDeadlineMs: 5_000 };
  const loads = await Promise.all(mesh.nodes.map((node) => node.order<LoadFigures>("load", order)));
  const sum = (of: (load: LoadFigures) => number) => loads.reduce((total, load) => total + of(load), 0);
  return { opened: sum(({ opened }) => opened), decided: sum(({ decisionMs }) => decisionMs.length) };
}

async function holdingLess(mesh: RealMesh, events: number): Promise<number> {
  const statuses = await Promise.all(mesh.nodes.map((node) => node.status()));
  return statuses.filter((status) => status.events < events).length;
}
