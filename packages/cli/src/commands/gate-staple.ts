import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { runGateStaple, type StapleFlags } from "../gate-tools/webhook-staple.ts";
import { interruption } from "../interruption.ts";
import { printJson } from "../output/print-json.ts";

export const addGateStaple: AddCommand = (gate, exitWith) => {
  gate
    .command("staple")
    .description("keep the token of a deployment's pods fresh: an annotation, nothing restarts")
    .requiredOption("--token <file>", "the token, as plimsoll token issue --keep renews it")
    .requiredOption("--namespace <name>", "where the pods are")
    .option("--selector <labels>", "which pods, for example app=chat (default: all of the namespace)")
    .option("--kubeconfig <file>", "the cluster (default: KUBECONFIG, then the pod's own account)")
    .option("--keep", "go on, with every new token, until interrupted")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Examples:
  plimsoll gate staple --token chat.jwt --namespace models --selector app=chat --keep
  plimsoll gate staple --token chat.jwt --namespace models --kubeconfig admin.kubeconfig`,
    )
    .action(async (flags: StapleFlags) => {
      const { stapled, failed } = await runGateStaple(flags, interruption());
      if (flags.json === true) printJson({ type: "summary", ok: failed === 0, stapled, failed });
      else process.stderr.write(`plimsoll: ${stapled} stapled, ${failed} failed\n`);
      exitWith(failed === 0 ? EXIT.done : EXIT.broken);
    });
};
