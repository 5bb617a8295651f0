import { afterAll, beforeAll, expect, test } from "vitest";
import { NatsCluster } from "../transport/nats-cluster.ts";
import { brokersLost, outage } from "./brokers-lost.ts";
import { calmly, type Figure, missed, show } from "./figures.ts";
import { localSpend } from "./local-spend.ts";
import { partition } from "./partition.ts";
import { slowProfile } from "./slow-profile.ts";
import { throughput } from "./throughput.ts";

let cluster: NatsCluster;
beforeAll(async () => {
  cluster = await NatsCluster.start();
}, 60_000);
afterAll(async () => cluster?.close(), 30_000);

function check(figures: readonly Figure[]): void {
  show(figures);
  expect(missed(figures)).toEqual([]);
}

test("ME-446 B3 a local spend of a connected node costs one sync", async () => {
  expect(missed(await calmly(() => localSpend(cluster.addresses, 3_000)))).toEqual([]);
}, 60_000);

test("ME-447 M6 two groups that wrote 5,000 events each while cut off are equal soon after they meet", async () => {
  check(await partition({ nats: cluster.addresses, nodesPerSide: 2, eventsPerSide: 5_000, batch: 16 }));
}, 120_000);

test("ME-448 T2 T3 without brokers work goes on over straight roads, and a broker's lost store loses nothing", async () => {
  check(await brokersLost({ cluster, outageMs: 4_000 }));
}, 120_000);

test("ME-449 T4 nodes find back by themselves after an outage (5 s here)", async () => {
  check(await outage({ cluster, outageMs: 5_000 }));
}, 90_000);

test("ME-450 Q4 a node with a tenth of a core is heard, and is enough to survive on", async () => {
  check(await slowProfile(cluster.addresses, 8_000));
}, 120_000);

test("ME-451 Q3 events a second on one core", () => {
  check(throughput(6_000));
}, 60_000);
