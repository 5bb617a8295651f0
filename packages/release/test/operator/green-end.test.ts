import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { greenEndMs } from "../../src/node/desk/green-end.ts";
import { layoutOf } from "../../src/node/store/store-layout.ts";
import { NOON_MS, Site } from "./site.ts";

test("K-100 a Green ends with its decision, and no later than a kernel takes it", async () => {
  using site = new Site().golden("g1");
  const { evaluation, decision } = await site.evaluated();
  expect(greenEndMs(site.store, evaluation, Number.MAX_SAFE_INTEGER)).toBe(decision.expiresAtMs);
  expect(greenEndMs(site.store, evaluation, NOON_MS + 1)).toBe(NOON_MS + 1);
});

test("K-100 without its decision, or without the text of it, a Green has no end that could be told", async () => {
  using site = new Site().golden("g1");
  const { evaluation } = await site.evaluated();
  expect(() => greenEndMs(site.store, "evaluation-none", NOON_MS)).toThrow("without a decision");
  rmSync(layoutOf(site.store).blobs, { recursive: true });
  expect(() => greenEndMs(site.store, evaluation, NOON_MS + 1)).toThrow();
});
