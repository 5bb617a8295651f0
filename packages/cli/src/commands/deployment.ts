import { Option } from "commander";
import { PlimsollError } from "@plimsoll/foundation";
import { openSite, OPERATORS, type Site } from "@plimsoll/governor";
import { type CapabilityGraph, graphDigest } from "@plimsoll/kernel";
import type { AddCommand } from "../add-command.ts";
import { deploymentRow, deploymentTable } from "../deployment-tools/deployment-text.ts";
import { graphInFile, graphOfModel } from "../deployment-tools/graph-file.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

interface RegisterOptions {
  readonly lab: string;
  readonly graph?: string;
  readonly weights?: string;
  readonly audience: "internal" | "external";
  readonly callsPerSecond: number;
  readonly reserve?: boolean;
  readonly data: string;
  readonly json?: boolean;
}

interface SiteOptions {
  readonly data: string;
  readonly json?: boolean;
}

export const addDeployment: AddCommand = (program) => {
  const deployment = program
    .command("deployment")
    .description("what is served: registered, priced by its capability graph, probed, and given power");

  deployment
    .command("register")
    .argument("<name>", "name of the deployment")
    .description("register a system and pay its first quarter; power follows when its control was measured")
    .requiredOption("--lab <name>", "the accredited lab that pays")
    .option("--graph <file>", "capability graph as JSON: nodes, and who holds which privilege on whom")
    .option("--weights <digest>", "one model alone, by the digest of its weights")
    .addOption(new Option("--audience <who>", "whom it answers").choices(["internal", "external"]).default("internal"))
    .option("--calls-per-second <n>", "the most calls that it answers", wholeNumber(0, 1_000_000_000), 10)
    .option("--reserve", "both operators admit it, as Tier 3 needs")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Examples:
  plimsoll deployment register chat --lab acme --weights sha256:… --audience internal
  plimsoll deployment register agent --lab acme --graph graph.json --calls-per-second 50`,
    )
    .action(async (name: string, options: RegisterOptions) => {
      const graph = await graphOf(options);
      using site = openSite(options.data);
      register(site, name, graph, options);
      tell(site, [name], options);
    });

  deployment
    .command("show")
    .argument("[name]", "one deployment (default: all)")
    .description("power, band and reasons of what is deployed, at this instant")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll deployment show chat")
    .action((name: string | undefined, options: SiteOptions) => {
      using site = openSite(options.data);
      const names = name === undefined ? site.state.deployments.sorted().map(([each]) => each) : [name];
      tell(site, names, options);
    });

  deployment
    .command("end")
    .argument("<name>", "name of the deployment")
    .description("end a deployment; its quarter is not given back")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll deployment end chat")
    .action((name: string, options: SiteOptions) => {
      using site = openSite(options.data);
      site.must(`deployment.end:${name}`, { type: "deployment.end", deployment: name });
      tell(site, [name], options);
    });
};

async function graphOf({ graph, weights }: RegisterOptions): Promise<CapabilityGraph> {
  if (graph !== undefined && weights === undefined) return await graphInFile(graph);
  if (weights !== undefined && graph === undefined) return graphOfModel(weights);
  throw new PlimsollError({
    code: "GRAPH_MISSING",
    expected: "what is deployed: --graph FILE or --weights DIGEST",
    received: graph === undefined ? "neither" : "both",
    fix: "give one of them",
  });
}

function register(site: Site, name: string, graph: CapabilityGraph, options: RegisterOptions): void {
  const { lab, audience, callsPerSecond, reserve } = options;
  const id = `deployment.register:${name}/${graphDigest(graph)}/${audience}/${callsPerSecond}`;
  site.must(
    id,
    { type: "deployment.register", deployment: name, lab, graph, audience, apiCallsPerSecondMax: callsPerSecond },
    reserve === true ? OPERATORS : [],
  );
}

function tell(site: Site, names: readonly string[], { json }: SiteOptions): void {
  const rows = names.map((name) => rowOf(site, name));
  if (json !== true) return void process.stdout.write(deploymentTable(rows));
  for (const row of rows) printJson({ type: "deployment", ...row });
  printJson({ type: "summary", ok: true, deployments: rows.length });
}

function rowOf(site: Site, name: string) {
  const { state } = site;
  const deployment = state.deployments.get(name);
  if (deployment !== undefined) return deploymentRow(state, deployment, site.now());
  throw new PlimsollError({
    code: "DEPLOYMENT_UNKNOWN",
    expected: "a registered deployment",
    received: `"${name}"`,
    fix: "see which there are: plimsoll deployment show",
  });
}
