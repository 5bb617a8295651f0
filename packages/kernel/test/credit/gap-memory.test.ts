import { describe, expect, test } from "vitest";
import type { WindowSet } from "../../src/control/window-set.ts";
import { gapAfterClose } from "../../src/credit/gap-memory.ts";
import { closedSet, gap } from "./samples.ts";

const lineage = { lineage: "line-1", gapShownBy: "shown" };
const at = (closedAt: number, verdict: "proven" | "unproven" | "shown", fields: Partial<WindowSet> = {}) =>
  closedSet({ set: `set-${closedAt}`, closedAt, gap: gap(verdict), ...fields });
const shown = at(100, "shown", { set: "shown" });

describe("K-66 a shown gap", () => {
  test("K-66 is forgotten after two later sets in a row that prove there is none", () => {
    expect(gapAfterClose(lineage, at(300, "proven"), at(200, "proven"), shown)).toBeNull();
  });

  test.each([
    ["one later set", at(200, "proven"), shown],
    ["an unproven one between", at(300, "proven"), at(200, "unproven")],
    ["an unproven one last", at(300, "unproven"), at(200, "proven")],
    ["a proven one from before", at(300, "proven"), at(50, "proven")],
    ["a proven one of the same instant", at(300, "proven"), at(100, "proven")],
    ["no other set", at(300, "proven"), undefined],
    ["sets of another lineage", at(300, "proven", { lineage: "other" }), at(200, "proven", { lineage: "other" })],
  ])("K-66 stands after %s", (_, closed, previous) => {
    expect(gapAfterClose(lineage, closed, previous, shown)).toBe("shown");
  });

  test("K-66 of the weights is not disproved by a deployment, of a deployment it is by the same one", () => {
    const deployed = (closedAt: number, verdict: "proven" | "shown", deployment = "service") =>
      at(closedAt, verdict, { lineage: null, subject: { kind: "deployment", deployment } });
    expect(gapAfterClose(lineage, deployed(300, "proven"), deployed(200, "proven"), shown)).toBe("shown");
    expect(gapAfterClose(lineage, deployed(300, "proven"), deployed(200, "proven"), deployed(100, "shown"))).toBeNull();
    expect(
      gapAfterClose(lineage, deployed(300, "proven", "twin"), deployed(200, "proven", "twin"), deployed(100, "shown")),
    ).toBe("shown");
  });

  test("K-66 nothing is remembered where nothing was shown", () => {
    const clean = { lineage: "line-1", gapShownBy: null };
    expect(gapAfterClose(clean, at(300, "shown"), at(200, "proven"), undefined)).toBeNull();
  });
});
