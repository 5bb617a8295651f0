import { LOG_NAME } from "@plimsoll/governor";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { names, type WebhookFlags } from "../gate-tools/webhook-flags.ts";
import { runGateWebhook } from "../gate-tools/webhook-run.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

export const addGateWebhook: AddCommand = (gate, exitWith) => {
  gate
    .command("webhook")
    .description("stand before a Kubernetes cluster: without a token that is admitted, no pod is stored")
    .option("--listen <host:port>", "where the API server asks", "127.0.0.1:8443")
    .requiredOption("--tls-cert <file>", "certificate chain of this gate, PEM; taken up anew when it changes")
    .requiredOption("--tls-key <file>", "key of the certificate, PEM")
    .requiredOption("--jwks <file>", "keys by which the site's tokens are known: gate/jwks.json of the site")
    .option("--withdrawals <file|url>", "the site's withdrawal feed: gate/withdrawals.json, or where it is served")
    .option("--feed-within <ms>", "admit nothing once the feed is older than this", wholeNumber(100))
    .option("--issuer <origin>", "origin of the log whose tokens count", LOG_NAME)
    .addOption(
      new Option("--audience <who>", "whom the pods answer").choices(["internal", "external"]).makeOptionMandatory(),
    )
    .requiredOption("--node-key <key>", "the key that tokens for this cluster are bound to: thumbprint, or PEM file")
    .option("--only <names>", "gate only these namespaces (with commas)", names)
    .option("--exempt <names>", "gate all namespaces but these", names, ["kube-system"])
    .option(
      "--companion <digest>",
      "image that may stand beside a model, such as a sidecar (repeatable)",
      (digest: string, digests: readonly string[]) => [...digests, digest],
      [],
    )
    .option("--evict", "also take away every pod that loses its token")
    .option("--kubeconfig <file>", "with --evict: the cluster (default: KUBECONFIG, then the pod's own account)")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
A pod carries its token and the digest of what it runs as annotations, and every image pinned by digest:
  plimsoll.dev/capability-token: eyJhbGciOiJFZERTQSIs…     plimsoll.dev/artifact: sha256:…
GET /livez and /readyz are for probes. Manifests: deploy/kubernetes. The guide: docs/guides/gate-a-cluster.md.

Examples:
  plimsoll gate webhook --tls-cert tls.crt --tls-key tls.key --jwks jwks.json --withdrawals withdrawals.json \\
    --audience external --node-key node.pem --listen 0.0.0.0:8443 --evict
  plimsoll gate webhook --tls-cert tls.crt --tls-key tls.key --jwks jwks.json --audience internal \\
    --node-key sha256:… --only models,research --json`,
    )
    .action(async (flags: WebhookFlags) => {
      const tally = await runGateWebhook(flags, interruption());
      if (flags.json === true) printJson({ type: "summary", ok: true, ...tally });
      else
        process.stderr.write(
          `plimsoll: gate closed; ${tally.reviews} reviews, ${tally.denied} denied, ${tally.evicted} pods taken away\n`,
        );
      exitWith(EXIT.done);
    });
};
