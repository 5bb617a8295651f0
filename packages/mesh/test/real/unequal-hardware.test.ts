import { afterAll, beforeAll, expect, test } from "vitest";
import { NatsCluster } from "../transport/nats-cluster.ts";
import { missed, show } from "./figures.ts";
import { unequalHardware } from "./unequal-hardware.ts";

let cluster: NatsCluster;
beforeAll(async () => {
  cluster = await NatsCluster.start();
}, 60_000);
afterAll(async () => cluster?.close(), 30_000);

test("ME-440 H1 H2 H3 slow processes cost fast ones nothing, and their thoughts are merged (short run of 6 and 2)", async () => {
  const figures = await unequalHardware({ nats: cluster.addresses, fast: 6, slow: 2, forMs: 10_000 });
  show(figures);
  expect(missed(figures)).toEqual([]);
}, 90_000);
