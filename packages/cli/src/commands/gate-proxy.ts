import { LOG_NAME } from "@plimsoll/governor";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import type { ProxyFlags } from "../gate-tools/proxy-flags.ts";
import { type GateReport, runGateProxy } from "../gate-tools/proxy-run.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

export const addGateProxy: AddCommand = (gate, exitWith) => {
  gate
    .command("proxy")
    .description("stand in front of a model server: without a token that is admitted, nothing passes")
    .requiredOption("--upstream <origin>", "the model server, for example http://127.0.0.1:8080")
    .option("--listen <host:port>", "where clients come to", "127.0.0.1:9000")
    .option("--token <file>", "the node's token, as plimsoll token issue --keep renews it")
    .option("--jwks <file>", "keys by which the site's tokens are known: gate/jwks.json of the site")
    .option("--withdrawals <file|url>", "the site's withdrawal feed: gate/withdrawals.json, or where it is served")
    .option("--issuer <origin>", "origin of the log whose tokens count", LOG_NAME)
    .addOption(new Option("--audience <who>", "whom the gate answers").choices(["internal", "external"]))
    .option("--artifact <digest>", "what is served (with --data: the deployment's graph)")
    .option("--node-key <file>", "key of this node, PEM, private or public (with --data: the site's node key)")
    .option(
      "--graph <file>",
      "the declared capability graph: what is not in it is undeclared; without one, every tool is",
    )
    .option(
      "--tool <name=node>",
      "node of the graph that a tool's name stands for, where they differ (repeatable)",
      (pair: string, pairs: readonly string[]) => [...pairs, pair],
      [],
    )
    .addOption(
      new Option(
        "--undeclared-tools <how>",
        "requests that offer tools which are not declared: refuse them, or report the edge (default: refuse for external, report for internal)",
      ).choices(["refuse", "report"]),
    )
    .option("--usage <file>", "counters of calls, tokens and bytes, for this gate alone (default: api-usage.json)")
    .option("--observed <file>", "undeclared edges until a site has them (default: observed-edges.json)")
    .option("--in-flight <n>", "requests side by side that 100 % power stands for", wholeNumber(1, 1_000_000), 64)
    .option("--feed-within <ms>", "serve nothing once the feed is older than this", wholeNumber(100))
    .option("--data <dir>", "data folder of a site on this machine: tokens, feed and graph come from there")
    .option("--deployment <name>", "with --data: the deployment that is served")
    .option(
      "--dossier <dir>",
      "with --data: the release dossier that it rests on; the gate closes once its Green decision is over",
    )
    .option("--pack <dir>", "its transparency pack; an outside audience needs it")
    .option("--probe-endpoint <file>", "open a way in for probes and write its address, a secret, into the file")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Clients carry nothing of ours: the gate holds the node's token, and asks about it with every request and every piece of an
answer. A refusal is problem+json with a code. The guide: docs/guides/gate-a-model-server.md.

Examples:
  plimsoll gate proxy --upstream http://127.0.0.1:8080 --data .plimsoll --deployment chat --probe-endpoint probe.url
  plimsoll gate proxy --upstream http://127.0.0.1:8080 --listen 0.0.0.0:9000 --token chat.jwt --jwks jwks.json \\
    --withdrawals https://site.example/gate/withdrawals.json --audience external --artifact sha256:… --node-key node.pem \\
    --graph graph.json`,
    )
    .action(async (flags: ProxyFlags) => {
      tell(await runGateProxy(flags, interruption()), flags);
      exitWith(EXIT.done);
    });
};

function tell(report: GateReport, { json }: ProxyFlags): void {
  if (json === true) return printJson({ type: "summary", ok: true, ...report.usage, ...edgesOf(report) });
  const { calls, promptTokens, completionTokens } = report.usage;
  process.stderr.write(
    `plimsoll: gate closed; ${calls} calls, ${promptTokens} + ${completionTokens} tokens, ${report.undeclaredEdges} undeclared edges\n`,
  );
}

const edgesOf = ({ undeclaredEdges, undeliveredEdges }: GateReport) => ({ undeclaredEdges, undeliveredEdges });
