import { openSite } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

interface AccreditOptions {
  readonly data: string;
  readonly headcount: number;
  readonly computeUnits: number;
  readonly json?: boolean;
}

export const addLab: AddCommand = (program) => {
  const lab = program.command("lab").description("labs and their accreditation");
  lab
    .command("accredit")
    .argument("<name>", "name of the lab")
    .description("accredit a lab: binds its key, headcount and baseline compute, from which its CU follow")
    .option("--headcount <n>", "accredited people", wholeNumber(1), 20)
    .option("--compute-units <n>", "baseline compute, in the policy's units", wholeNumber(0), 0)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll lab accredit acme --headcount 12 --compute-units 160")
    .action((name: string, { data, headcount, computeUnits, json }: AccreditOptions) => {
      using site = openSite(data);
      site.accredit(name, headcount, computeUnits);
      if (json === true) printJson({ type: "summary", ok: true, lab: name, headcount, computeUnits });
      else process.stdout.write(`accredited ${name}: ${headcount} people, ${computeUnits} compute units\n`);
    });
};
