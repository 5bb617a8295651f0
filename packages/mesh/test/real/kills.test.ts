import { afterAll, beforeAll, expect, test } from "vitest";
import { NatsCluster } from "../transport/nats-cluster.ts";
import { anyKilled } from "./any-killed.ts";
import { calmly, type Figure, missed, show } from "./figures.ts";
import { lastSurvivor } from "./last-survivor.ts";
import { lostDisk } from "./lost-disk.ts";
import { randomKills } from "./random-kills.ts";
import { workerKilled } from "./worker-killed.ts";

let cluster: NatsCluster;
beforeAll(async () => {
  cluster = await NatsCluster.start();
}, 60_000);
afterAll(async () => cluster?.close(), 30_000);

function check(figures: readonly Figure[]): void {
  show(figures);
  expect(missed(figures)).toEqual([]);
}

/** `node --conditions=@plimsoll/source scripts/test/mesh-real.ts --only C1` kills 1,000 times. */
test("ME-441 C1 what a killed process acknowledged is there when it is back (10 kills)", async () => {
  check(await randomKills({ nats: cluster.addresses, kills: 10, seed: 441 }));
}, 120_000);

test("ME-442 H6 a slow job is not restarted while it heartbeats, and taken over once when its worker is killed", async () => {
  check(await workerKilled(cluster.addresses));
}, 60_000);

test("ME-443 C5 a node that lost its disk is complete again at 10,000 events", async () => {
  check(await lostDisk(cluster.addresses, 10_000));
}, 120_000);

test("ME-444 C6 no write waits for a process that was killed: node, leading broker, other broker", async () => {
  expect(missed(await calmly(() => anyKilled(cluster, 4)))).toEqual([]);
}, 90_000);

test("ME-445 S6 one process of 8 survives with its disk, is verified and fills the others (1,000 events)", async () => {
  check(await lastSurvivor({ nats: cluster.addresses, nodes: 8, events: 1_000 }));
}, 120_000);
