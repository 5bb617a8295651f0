import { setTimeout as sleep } from "node:timers/promises";
import type { CutNetwork } from "./cut-network.ts";
import { type Figure, figure, seconds } from "./figures.ts";
import { withMesh } from "./real-mesh.ts";

export interface PulledCable {
  readonly network: CutNetwork;
  readonly events: number;
  readonly cutMs: number;
}

/** TCP and libp2p find out by themselves that the cable is back: M6 begins when they have. */
const FOUND_BAR_MS = 30_000;

/** M6 and T4 over a cable that is pulled: two nodes on each of two hosts, with nothing but straight roads. */
export const pulledCable = ({ network, events, cutMs }: PulledCable): Promise<Figure[]> =>
  withMesh(
    {
      nodes: 4,
      libp2p: true,
      host: (place) => (place < 2 ? network.near : network.far),
      launch: (place) => (place < 2 ? {} : { within: network.within }),
    },
    async (mesh) => {
      await mesh.issueAll();
      await mesh.untilEqual(2 * mesh.nodes.length);
      network.cut();
      await Promise.all(mesh.nodes.map((node) => node.order("write", { count: events / 2, batch: 16 })));
      await sleep(cutMs);
      const sides = [mesh.nodes.slice(0, 2), mesh.nodes.slice(2)];
      for (const side of sides) await mesh.untilEqual(events, side);
      const [near, far] = await Promise.all([mesh.node(0).status(), mesh.node(2).status()]);
      network.join();
      const equalMs = await mesh.untilEqual(2 * events);
      return [
        figure(
          "M6",
          "nodes on two sides of a pulled cable hold different events",
          String(near.eventRoot !== far.eventRoot),
          "true",
          near.eventRoot !== far.eventRoot,
        ),
        figure(
          "T4",
          `cable back after ${seconds(cutMs)} until ${2 * events} events are equal on both hosts, straight roads alone`,
          seconds(equalMs),
          `<= ${seconds(FOUND_BAR_MS)}, by themselves`,
          equalMs <= FOUND_BAR_MS,
        ),
      ];
    },
  );
