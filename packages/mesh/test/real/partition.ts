import { type Figure, figure, LOOSELY, seconds } from "./figures.ts";
import type { MeterReading } from "./node-plan.ts";
import { type RealMesh, withMesh } from "./real-mesh.ts";
import type { RealNode } from "./real-node.ts";

export interface Partition {
  readonly nats: readonly string[];
  readonly nodesPerSide: number;
  readonly eventsPerSide: number;
  /** Signed together, 1 to 64. */
  readonly batch: number;
}

const CERTIFICATE_ROOM_BYTES = 64 * 1024;

/** M6: two groups write while they are cut off from each other, then meet. A day of silence is modelled by what it leaves behind. */
export const partition = ({ nats, nodesPerSide, eventsPerSide, batch }: Partition): Promise<Figure[]> =>
  withMesh({ nodes: 2 * nodesPerSide, nats }, async (mesh) => {
    await mesh.issueAll();
    await mesh.untilEqual(mesh.nodes.length * 2);
    const [one, other] = [mesh.nodes.slice(0, nodesPerSide), mesh.nodes.slice(nodesPerSide)];
    const knownBytes = await bytesOf(mesh.node(0));
    await cut(one, other);
    await cut(other, one);
    const count = Math.ceil(eventsPerSide / nodesPerSide);
    await Promise.all(mesh.nodes.map((node) => node.order("write", { count, batch })));
    await Promise.all([mesh.untilEqual(eventsPerSide, one), mesh.untilEqual(eventsPerSide, other)]);
    await Promise.all(mesh.nodes.map((node) => node.order("meter")));
    const missingBytes = (await bytesOf(mesh.node(0))) - knownBytes;
    const beganMs = performance.now();
    await Promise.all(mesh.nodes.map((node) => node.order("cut", { peers: [] })));
    await mesh.untilEqual(2 * eventsPerSide, mesh.nodes, 120_000, 50);
    const equalMs = performance.now() - beganMs;
    const perNode = await receivedPerNode(mesh);
    const worst = Math.max(...perNode);
    const pairs = nodesPerSide;
    const barBytes = 1.2 * missingBytes + pairs * CERTIFICATE_ROOM_BYTES;
    const size = `${nodesPerSide} and ${nodesPerSide} nodes, ${eventsPerSide} events a side in batches of ${batch}`;
    return [
      figure(
        "M6",
        `equal after the cut, ${size}`,
        seconds(equalMs),
        "<= 5 s",
        equalMs <= 5_000,
        equalMs <= 5_000 * LOOSELY,
      ),
      figure(
        "M6",
        `bytes to one node from the other side, ${missingBytes} missing, ${pairs} pairs`,
        `${worst} = ${(worst / missingBytes).toFixed(2)} x`,
        `<= 1.2 x missing + 64 KiB a pair = ${barBytes.toFixed(0)}`,
        worst <= barBytes,
      ),
    ];

    /** From the nodes of the other side. */
    async function receivedPerNode({ nodes }: RealMesh): Promise<number[]> {
      const readings = await Promise.all(nodes.map((node) => node.order<MeterReading>("meter")));
      return readings.map(({ receivedBytes }, place) => {
        const others = place < nodesPerSide ? other : one;
        return others.reduce((sum, { key }) => sum + (receivedBytes[key] ?? 0), 0);
      });
    }
  });

const cut = (nodes: readonly RealNode[], from: readonly RealNode[]): Promise<unknown> =>
  Promise.all(nodes.map((node) => node.order("cut", { peers: from.map(({ key }) => key) })));

/** Of the envelopes of all events that it holds: what grew while it was cut off is what the other side lacks. */
const bytesOf = (node: RealNode): Promise<number> => node.order<number>("envelopeBytes");
