import { setTimeout as sleep } from "node:timers/promises";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { NatsWorkQueue } from "../../src/node/nats/nats-work-queue.ts";
import type { NatsCluster, NatsServer } from "../transport/nats-cluster.ts";
import { untilHolds } from "./bounded.ts";
import { type Figure, figure, LOOSELY, ms } from "./figures.ts";
import type { SpendFigures } from "./node-plan.ts";
import { type RealMesh, withMesh } from "./real-mesh.ts";
import type { RealNode } from "./real-node.ts";

/** What each writer does: a spend each 10 ms, and when each was announced. */
const WRITE_EVERY_MS = 10;
const LOOK_MS = 4_000;
const MESH = "c6".padEnd(64, "0");

/** C6: while any one process of the system is killed, no other waits to write. */
export const anyKilled = (cluster: NatsCluster, nodes: number): Promise<Figure[]> =>
  withMesh({ nodes, nats: cluster.addresses }, async (mesh) => {
    await mesh.issueAll();
    const quiet = await gapWhile(mesh.nodes, async () => undefined);
    const figures = [
      figure("C6", `longest write gap of ${nodes} writers when nobody is killed`, ms(quiet), "for comparison", true),
    ];
    const victim = mesh.node(nodes - 1);
    figures.push(gapFigure("a node", await gapWhile(mesh.nodes.slice(0, -1), async () => victim.kill())));
    await victim.start();
    await mesh.untilEqual(nodes);
    const leader = await streamLeader(cluster);
    for (const server of [leader, cluster.servers.find((one) => one !== leader) as NatsServer]) {
      const name =
        server === leader ? `the broker that leads the JetStream stream (${server.name})` : `broker ${server.name}`;
      figures.push(gapFigure(name, await gapWhile(writersOf(mesh), async () => server.end("SIGKILL"))));
      server.start();
      await sleep(1_000);
    }
    return figures;
  });

const writersOf = (mesh: RealMesh): readonly RealNode[] => mesh.nodes.slice(0, -1);

const gapFigure = (what: string, gapMs: number): Figure =>
  figure(
    "C6",
    `longest write gap of the others, kill -9 of ${what}`,
    ms(gapMs),
    "<= 100 ms",
    gapMs <= 100,
    gapMs <= 100 * LOOSELY,
  );

/** The longest time between two announced writes of one node, over all of them, while something happens half-way. */
async function gapWhile(writers: readonly RealNode[], happens: () => Promise<void>): Promise<number> {
  const order = { forMs: LOOK_MS, everyMs: WRITE_EVERY_MS, tells: false };
  const spending = writers.map((node) => node.order<SpendFigures>("spend", order));
  await sleep(LOOK_MS / 2);
  await happens();
  const gaps = (await Promise.all(spending)).map(({ announcedMs }) =>
    Math.max(...announcedMs.slice(1).map((atMs, place) => atMs - (announcedMs[place] ?? 0))),
  );
  return Math.max(...gaps);
}

/** Makes a stream, as a work queue has it, and says which broker leads it. */
async function streamLeader(cluster: NatsCluster): Promise<NatsServer> {
  const queue = await NatsWorkQueue.open({
    servers: cluster.addresses,
    monitors: cluster.monitors,
    name: "real",
    mesh: MESH,
  });
  const connection = await connect({ servers: [...cluster.addresses] });
  try {
    queue.offer("real", "intent", new Uint8Array());
    const manager = await jetstreamManager(connection);
    let leader: NatsServer | undefined;
    await untilHolds("a broker leads the stream", async () => {
      const streams = await manager.streams.list().next();
      const names = new Set(streams.flatMap(({ cluster: peers }) => peers?.leader ?? []));
      leader = cluster.servers.find(({ name }) => names.has(name));
      return leader !== undefined;
    });
    return leader as unknown as NatsServer;
  } finally {
    await connection.close();
    await queue.close();
  }
}
