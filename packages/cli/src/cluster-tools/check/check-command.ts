import type { AddCommand } from "../../add-command.ts";
import { EXIT } from "../../exit-codes.ts";
import { printJson } from "../../output/print-json.ts";
import { textTable } from "../../output/text-table.ts";
import type { Check } from "./check.ts";

export const addClusterCheck: AddCommand = (cluster, exitWith) => {
  cluster
    .command("check")
    .description("hold the world to the original's transitions, to its twin, to its bounds and to its distributions")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The transitions are the original's, measured with the noise at its mean. The twin is the same world in plain TypeScript. The
distributions are those of a faithful v4.5 over a thousand seeds. The exit code is 1 where one of them fails.

Examples:
  plimsoll lab cluster check
  plimsoll lab cluster check --json | tail -1`,
    )
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { runChecks } = await import("./run-checks.ts");
      const checks = await runChecks();
      if (json === true) tellLines(checks);
      else process.stdout.write(checksText(checks));
      exitWith(checks.every(({ passed }) => passed) ? EXIT.done : EXIT.broken);
    });
};

function tellLines(checks: readonly Check[]): void {
  for (const check of checks) printJson({ type: "check", ...check });
  const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name);
  printJson({ type: "summary", ok: failed.length === 0, checks: checks.length, failed });
}

function checksText(checks: readonly Check[]): string {
  const rows = checks.map(({ name, passed, found }) => [name, passed ? "yes" : "NO", found]);
  const failed = checks.filter(({ passed }) => !passed).length;
  const end = failed === 0 ? `all ${checks.length} checks hold` : `${failed} of ${checks.length} checks do not hold`;
  return `${textTable([["check", "", "found"], ...rows])}${end}\n`;
}
