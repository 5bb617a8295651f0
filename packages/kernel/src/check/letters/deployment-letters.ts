import type { CommandOf } from "../../command/command.ts";
import type { CapabilityGraph } from "../../graph/graph.ts";
import { signed } from "./keys.ts";
import { letter, type Letter } from "./letter.ts";
import { DATA, W0 } from "./run-letters.ts";
import { SECOND_MS } from "./scope-policy.ts";
import { named, ROOT } from "./site-letters.ts";

const NODE_KEY = named("node key");
const MONTH_MS = 30 * 86_400_000;

/** The model alone, and a tool beside it that it has no declared access to. */
const graph: CapabilityGraph = {
  nodes: [
    { node: "model", kind: "model", weights: W0, components: [] },
    { node: "tool", kind: "tool", weights: null, components: [DATA] },
  ],
  edges: [],
};

export const deploy = (audience: "internal" | "external" = "internal"): Letter =>
  letter(`deploy to ${audience} users`, () => [
    signed({
      type: "deployment.register",
      deployment: "dep-1",
      lab: "acme",
      graph,
      audience,
      apiCallsPerSecondMax: 1,
    }),
  ]);

export const endDeployment = letter("end the deployment", () => [
  signed({ type: "deployment.end", deployment: "dep-1" }),
]);

/** The proxy sees the model use the tool. */
export const observe = letter("an undeclared edge is seen", () => [
  signed({
    type: "graph.observe",
    deployment: "dep-1",
    edges: [{ from: "model", to: "tool", privilege: "tool_access" }],
  }),
]);

export const attest = (artifact = W0): Letter =>
  letter(artifact === W0 ? "attest the node" : "attest the node with another artifact", () => [
    signed({
      type: "attestation.record",
      lab: "acme",
      nodeKey: NODE_KEY,
      hardwareRoot: ROOT,
      artifact,
      provenance: named("provenance"),
    }),
  ]);

export const judge = (level: CommandOf<"release.judge">["level"]): Letter =>
  letter(`the release is judged ${level}`, ({ at }) => [judgedUntil(level, at + MONTH_MS)]);

/** It ends with the first second that passes. */
export const judgeBriefly = letter("the release is judged green for a second", ({ at }) => [
  judgedUntil("green", at + SECOND_MS),
]);

const judgedUntil = (level: CommandOf<"release.judge">["level"], expiresAt: number) =>
  signed({ type: "release.judge", artifact: W0, level, pack: named("pack"), expiresAt });

export const token = letter("ask for a token", () => [
  signed({ type: "token.request", token: "token-1", deployment: "dep-1", artifact: W0, nodeKey: NODE_KEY }),
]);
