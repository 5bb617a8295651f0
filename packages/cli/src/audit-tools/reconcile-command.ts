import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import {
  isConclusive,
  outsideReconciliation,
  type ReconciliationReport,
  reconcileSummary,
  siteReconciliation,
} from "./reconcile.ts";
import { reconcileText } from "./reconcile-text.ts";

interface ReconcileFlags {
  readonly data: string;
  readonly ledger?: string;
  readonly vkey?: string;
  readonly meters?: string;
  readonly json?: boolean;
}

export const addReconcile: AddCommand = (audit, exitWith) => {
  const command = audit
    .command("reconcile")
    .description("hold what labs used against what their CU pay for, as the site does or as a stranger with own meters")
    .option("--data <dir>", "data folder of the site", ".plimsoll")
    .option(
      "--ledger <dir|url>",
      "audit from outside: folder of a ledger, folder of tiles or their URL; verified first",
    )
    .option("--vkey <key>", "the log's public key from somewhere you trust: a vkey, or a file with one or a PEM")
    .option(
      "--meters <file>",
      "your own readings: lines of plimsoll audit meter --out; without it the ledger's own are judged again",
    )
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Exit code 3 when a lab diverges or is shut down, and when your own readings judge no lab or some of them are refused.

Examples:
  plimsoll audit reconcile
  plimsoll audit reconcile --ledger https://log.example.org/acme --vkey ledger.vkey --meters mine.jsonl
  plimsoll audit reconcile --ledger .plimsoll/ledger --vkey ledger.pub.pem --json | tail -1`,
    )
    .action(async (flags: ReconcileFlags) => {
      if (flags.ledger !== undefined && flags.vkey === undefined)
        command.error("error: --ledger needs --vkey: who has no key of the log verifies nothing");
      if (flags.ledger === undefined && (flags.vkey ?? flags.meters) !== undefined)
        command.error("error: --vkey and --meters are for --ledger");
      const report = await reconciled(flags);
      const summary = reconcileSummary(report);
      if (flags.json === true) reportedAsJson(report, summary);
      else process.stdout.write(reconcileText(report));
      const isFound = summary.divergent > 0 || summary.forensicShutdown || (report.by === "ledger" && report.other > 0);
      exitWith(isFound || !isConclusive(report) ? EXIT.refused : EXIT.done);
    });
};

const reconciled = ({ data, ledger, vkey, meters }: ReconcileFlags): Promise<ReconciliationReport> =>
  ledger === undefined || vkey === undefined
    ? Promise.resolve(siteReconciliation(data))
    : outsideReconciliation(ledger, vkey, meters ?? null);

function reportedAsJson({ labs }: ReconciliationReport, summary: object): void {
  for (const lab of labs) printJson({ type: "lab", ...lab });
  printJson(summary);
}
