import { type Figure, figure, LOOSELY, ms, seconds } from "./figures.ts";
import { withMesh } from "./real-mesh.ts";
import type { RealNode } from "./real-node.ts";

/** Signed together by each writer. */
const BATCH = 64;

/** C5: a node whose disk is lost comes back empty and is complete; C1: the restart of one that holds them all. */
export const lostDisk = (nats: readonly string[], events: number): Promise<Figure[]> =>
  withMesh({ nodes: 3, nats }, async (mesh) => {
    await mesh.issueAll();
    await mesh.node(0).order("write", { count: events, batch: BATCH });
    await mesh.untilEqual(events);
    const victim = mesh.node(2);
    await untilDurable(victim);
    await victim.kill();
    const { tookMs } = await victim.start();
    await victim.kill();
    victim.deleteDisk();
    const beganMs = performance.now();
    const { events: held } = await victim.start();
    await mesh.untilEqual(events, mesh.nodes, 120_000, 50);
    const completeMs = performance.now() - beganMs;
    return [
      figure(
        "C5",
        `start of an empty node (it holds ${held}: its own first) until complete at ${events} events`,
        seconds(completeMs),
        "<= 10 s at 10000",
        held <= 1 && completeMs <= 10_000,
        held <= 1 && completeMs <= 10_000 * LOOSELY,
      ),
      figure(
        "C1",
        `start of a process with ${events} events to serving`,
        ms(tookMs),
        "<= 2000 ms at 100000",
        tookMs <= 2_000,
        tookMs <= 2_000 * LOOSELY,
      ),
    ];
  });

/** What it holds of others it also has on its disk: a spend of its own comes after all of it in the journal. */
const untilDurable = (node: RealNode): Promise<number> => node.order("write", { count: 0, batch: 1 });

/** C1 and Q3 at a size: how long a node with so many events takes to serve, and what memory it holds. */
export const largeNode = (nats: readonly string[], events: number): Promise<Figure[]> =>
  withMesh({ nodes: 2, nats }, async (mesh) => {
    await mesh.issueAll();
    const [writer, reader] = [mesh.node(0), mesh.node(1)];
    await writer.order("write", { count: events, batch: BATCH }, 600_000);
    await mesh.untilEqual(events, mesh.nodes, 300_000, 500);
    await untilDurable(reader);
    await reader.kill();
    const { tookMs, events: held } = await reader.start();
    const [writerBytes, readerBytes] = await Promise.all(mesh.nodes.map((node) => node.order<number>("memory")));
    const mebibytes = (bytes = Infinity) => bytes / 2 ** 20;
    return [
      figure(
        "C1",
        `start of a process with ${held} events to serving`,
        ms(tookMs),
        "<= 2000 ms at 100000",
        held >= events && tookMs <= 2_000,
      ),
      figure(
        "Q3",
        `resident memory with ${events} events, just started (its writer ${mebibytes(writerBytes).toFixed(0)} MB)`,
        `${mebibytes(readerBytes).toFixed(0)} MB`,
        "<= 250 MB at 100000",
        mebibytes(readerBytes) <= 250,
      ),
    ];
  });
