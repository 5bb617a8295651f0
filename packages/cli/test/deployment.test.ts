import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSite, runOnWeights, snapshotDigest } from "@plimsoll/governor";
import { AccreditedSite, LAB, siteTemplate } from "./faults/accredited-site.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

/** A site whose ledger knows the weights of a model. */
function siteWithModel(): { readonly site: AccreditedSite; readonly weights: string } {
  const site = new AccreditedSite(template);
  writeFileSync(site.path("model.bin"), "weights");
  const digest = snapshotDigest(site.path("model.bin"));
  using open = openSite(site.path("site"));
  runOnWeights(open, {
    lab: LAB,
    lineage: "model",
    tier: 1,
    digest,
    trainedFlop: "1000",
    flopPerSecondMax: "1000000000000",
  });
  return { site, weights: digest };
}

const deployment = (verb: string, ...flags: string[]): string[] => [
  "deployment",
  verb,
  ...flags,
  "--data",
  "site",
  "--json",
];

test("G-215 a deployment is paid for at once and has no power before its control was measured", async () => {
  const { site: opened, weights } = siteWithModel();
  await using site = opened;
  const registered = await site.plimsoll(...deployment("register", "chat", "--lab", LAB, "--weights", weights));
  expect(registered.end, registered.stderr).toEqual({ code: 0, signal: null });
  const row = { deployment: "chat", lab: LAB, tier: 1, levelPpm: 0, reasons: ["CONTROL_UNPROVEN"], ended: false };
  expect(registered.line("deployment")).toMatchObject({ ...row, paidMicroCu: 1_000_000 });
  const again = await site.plimsoll(...deployment("register", "chat", "--lab", LAB, "--weights", weights));
  expect(again.end?.code, again.stderr).toBe(0);
  const shown = await site.plimsoll(...deployment("show"));
  expect(shown.line("deployment")).toMatchObject(row);
  const over = await site.plimsoll(...deployment("end", "chat"));
  expect(over.line("deployment")).toMatchObject({ deployment: "chat", ended: true, levelPpm: 0 });
});

test("G-216 what cannot be deployed is refused, and says why", async () => {
  const { site: opened, weights } = siteWithModel();
  await using site = opened;
  const answer = async (...flags: string[]) => {
    const refused = await site.plimsoll(...deployment("register", "chat", "--lab", LAB, ...flags));
    return [refused.end?.code, refused.line("summary")?.["code"]];
  };
  expect(await answer()).toEqual([2, "GRAPH_MISSING"]);
  expect(await answer("--weights", "weights")).toEqual([2, "GRAPH_MALFORMED"]);
  expect(await answer("--weights", `sha256:${"0".repeat(64)}`)).toEqual([3, "UNKNOWN_LINEAGE"]);
  writeFileSync(site.path("graph.json"), JSON.stringify({ nodes: [], edges: [] }));
  expect(await answer("--graph", "graph.json")).toEqual([2, "GRAPH_MALFORMED"]);
  const model = { node: "model", kind: "model", weights, components: [] };
  const tool = { node: "shell", kind: "tool", weights: null, components: [`sha256:${"1".repeat(64)}`] };
  const edges = [{ from: "model", to: "shell", privilege: "tool_access" }];
  writeFileSync(site.path("graph.json"), JSON.stringify({ nodes: [model, tool], edges }));
  expect(await answer("--graph", "graph.json")).toEqual([3, "UNKNOWN_DATASET"]);
});
