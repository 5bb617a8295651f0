import { afterAll, expect, test } from "vitest";
import { CutNetwork } from "./cut-network.ts";
import { missed, show } from "./figures.ts";
import { pulledCable } from "./pulled-cable.ts";

const network = CutNetwork.open();
afterAll(() => network?.close());

/** Needs a user who may make network namespaces. */
test.skipIf(network === null)(
  "ME-453 M6 T4 a pulled cable between network namespaces: both sides go on, and are one again",
  async () => {
    if (network === null) throw new Error("no network");
    const figures = await pulledCable({ network, events: 400, cutMs: 6_000 });
    show(figures);
    expect(missed(figures)).toEqual([]);
  },
  120_000,
);
