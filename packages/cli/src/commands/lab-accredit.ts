import { type Digest, isDigest } from "@plimsoll/foundation";
import { openSite } from "@plimsoll/governor";
import { MICRO_CU } from "@plimsoll/kernel";
import { InvalidArgumentError } from "commander";
import type { AddCommand } from "../add-command.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { accreditLab } from "../site-tools/accredit-lab.ts";

interface AccreditOptions {
  readonly data: string;
  readonly headcount: number;
  readonly computeUnits: number;
  readonly hardwareRoot: readonly Digest[];
  readonly meter: readonly string[];
  readonly person: readonly string[];
  readonly json?: boolean;
}

export const addLabAccredit: AddCommand = (lab) => {
  lab
    .command("accredit")
    .argument("<name>", "name of the lab")
    .description("accredit a lab: binds its key, headcount and baseline compute, from which its CU follow")
    .option("--headcount <n>", "accredited people", wholeNumber(1), 20)
    .option("--compute-units <n>", "baseline compute, in the policy's units", wholeNumber(0), 0)
    .option("--hardware-root <digest>", "thumbprint of a key that attests the lab's nodes (repeatable)", digests, [])
    .option(
      "--meter <name>",
      "a meter's key; from then on the lab has power only while it is heard (repeatable)",
      names,
      [],
    )
    .option("--person <name>", "an accredited person; labs that share one are linked (repeatable)", names, [])
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll lab accredit acme --headcount 12 --compute-units 160 --meter meter")
    .action((name: string, options: AccreditOptions) => {
      const { data, headcount, computeUnits, json, hardwareRoot: hardwareRoots, meter: meters, person } = options;
      using site = openSite(data);
      const isKnown = site.state.labs.has(name);
      const grantedMicroCu = accreditLab(site, name, {
        headcount,
        computeUnits,
        bonds: { hardwareRoots, meters, persons: person },
      });
      if (json === true)
        printJson({
          type: "summary",
          ok: true,
          lab: name,
          headcount,
          computeUnits,
          hardwareRoots,
          meters,
          grantedMicroCu,
        });
      else {
        const already = isKnown ? " already; nothing changed" : "";
        process.stdout.write(
          `accredited ${name}${already}: ${headcount} people, ${cuText(grantedMicroCu)} CU this quarter\n`,
        );
      }
    });
};

/** Up to six decimals, as micro-CU are. */
const cuText = (microCu: number): string => String(microCu / MICRO_CU);

const names = (name: string, before: readonly string[]): readonly string[] => [...before, name];

function digests(text: string, before: readonly Digest[]): readonly Digest[] {
  if (isDigest(text)) return [...before, text];
  throw new InvalidArgumentError("expected a digest, sha256:…");
}
