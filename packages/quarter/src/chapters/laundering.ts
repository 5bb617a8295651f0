import type { CapabilityGraph } from "@plimsoll/kernel";
import { PARTS } from "../plan/models.ts";
import { found, requireOutcome } from "../outcome.ts";
import { probeSet } from "../site/probe-set.ts";
import type { Story } from "../story.ts";
import { type Chapter, fact } from "./chapter.ts";
import { cu, percent } from "./words.ts";

const DEPLOYMENT = "harbour-help";
const LAB = "bressay";

/** A system is wired to more than was paid for, a line is to be renamed to a lower tier, and other people's weights are to be served. */
export const laundering: Chapter = {
  id: "laundering",
  title: "Capability is to be had below its price",
  day: 20,
  tell: (story) => {
    const from = story.site.log.size;
    deployTwo(story);
    const proven = story.site.power(DEPLOYMENT);
    requireOutcome(proven.levelPpm === 1_000_000, "full power for the system as declared", proven.reasons.join(", "));
    const [asTierOne, asOwn] = [forkBelowItsTier(story), serveOthers(story)];
    observeWiring(story);
    return {
      lead: LEAD,
      facts: [
        fact("the large line forked at Tier 1", `refused: ${asTierOne}`),
        fact("another lab's weights served", `refused: ${asOwn}`),
        ...factsOf(story, from),
      ],
    };
  },
};

const LEAD = `A lab deploys two small models that do not know of each other, and wires them together after the price is paid. The proxy sees the wires: the system is priced again, the difference is taken from the wallet, and what was measured on the smaller system counts for nothing. Two plainer ways are refused outright.`;

const deployed = ({ runs }: Story, edges: CapabilityGraph["edges"]): CapabilityGraph => ({
  nodes: [PARTS.laundered, PARTS.laundererOther].map((model) => ({
    node: model,
    kind: "model",
    weights: found(runs.get(model), model).digest,
    components: [],
  })),
  edges,
});

function deployTwo(story: Story): void {
  const { site } = story;
  const graph = deployed(story, []);
  site.do({
    type: "deployment.register",
    deployment: DEPLOYMENT,
    lab: LAB,
    graph,
    audience: "internal",
    apiCallsPerSecondMax: 5,
  });
  probeSystem(story, DEPLOYMENT, PARTS.laundered);
}

/** Two sets on the very graph that is deployed. */
export function probeSystem(story: Story, deployment: string, model: string): void {
  const { plan, checkpoint } = story.runOf(model);
  const { erosion } = plan;
  const digest = found(story.site.state.deployments.get(deployment), deployment).graphDigest;
  for (const time of [1, 2]) {
    const set = `${deployment}/set-${story.site.log.size}-${time}`;
    probeSet(story.site, { set, subject: { kind: "deployment", deployment }, digest, model, erosion, checkpoint });
  }
}

function forkBelowItsTier({ site, runs }: Story): string {
  const { digest, plan } = found(runs.get(PARTS.large), PARTS.large);
  const basis = { kind: "weights", digest, trainedFlop: String(plan.importedFlop) } as const;
  const fork = {
    run: `${PARTS.large}-lite`,
    lab: plan.lab,
    lineage: PARTS.large,
    tier: 1,
    domain: "general",
    basis,
  } as const;
  const rest = { datasets: [], flopPerSecondMax: String(plan.flopPerSecondMax) };
  return site.expectRefused({ type: "run.start", ...fork, ...rest }, "TIER_TOO_LOW").code;
}

function serveOthers(story: Story): string {
  const { site } = story;
  const graph = deployed(story, []);
  const audience = { audience: "internal", apiCallsPerSecondMax: 5 } as const;
  const command = { type: "deployment.register", deployment: "borrowed", lab: "fastnet", graph, ...audience } as const;
  return site.expectRefused(command, "LINEAGE_MISMATCH").code;
}

/** What the proxy sees on the wire, and nobody declared. */
function observeWiring({ site }: Story): void {
  const [from, to] = [PARTS.laundered, PARTS.laundererOther];
  const edges = (["routing", "tool_access", "memory_write"] as const).map((privilege) => ({ from, to, privilege }));
  site.do({ type: "graph.observe", deployment: DEPLOYMENT, edges });
  site.tick();
}

function factsOf(story: Story, from: number) {
  const view = story.view().from(from);
  const registered = found(view.of("deployment.registered")[0], "the registration");
  const observed = found(view.of("graph.observed")[0], "the wiring as it was seen");
  const paid = found(view.of("deployment.paid")[0], "the difference debited");
  const [before, after] = [registered.entry.priceMicroCu, observed.entry.priceMicroCu];
  const debited = paid.entry.transfers.reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
  requireOutcome(debited === after - before, `a debit of ${cu(after - before)}`, cu(debited));
  const throttled = found(view.of("deployment.throttled").at(-1), "a throttle of the system");
  requireOutcome(
    throttled.entry.power.levelPpm === 0,
    "no power on the larger system",
    percent(throttled.entry.power.levelPpm),
  );
  return [
    fact("price as declared", cu(before), [registered.index]),
    fact("price as seen by the proxy", cu(after), [observed.index]),
    fact("difference debited", cu(debited), [paid.index]),
    fact("power until it is measured anew", `0 %: ${throttled.entry.power.reasons.join(", ")}`, [throttled.index]),
  ];
}
