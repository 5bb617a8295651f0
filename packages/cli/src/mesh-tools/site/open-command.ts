import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";

interface OpenFlags {
  readonly data: string;
  readonly policy: string;
  readonly json?: boolean;
}

interface AccreditFlags {
  readonly data: string;
  readonly headcount: number;
  readonly computeUnits: number;
  readonly json?: boolean;
}

export const addSiteOpen: AddCommand = (site, exitWith) => {
  site
    .command("open")
    .description("open the site of a running node under a policy, with keys that are made in its folder")
    .requiredOption("--data <dir>", "the node's folder")
    .option("--policy <file>", "a file, shipped or starter", "starter")
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText("after", "\nExample:\n  plimsoll mesh site open --data trial/node-0")
    .action(async ({ data, policy, json }: OpenFlags) => {
      const { decideAt, keysOf, reportOf } = await import("./ask-site.ts");
      const { openingCommand } = await import("@plimsoll/governor");
      const { policyNamed } = await import("../../kernel-tools/policy-source.ts");
      const { tellAnswer } = await import("./site-text.ts");
      const { site: name } = await reportOf(data);
      const body = openingCommand(name, await policyNamed(policy), keysOf(data));
      exitWith(tellAnswer(await decideAt(data, { body, id: `site.open:${name}`, sign: [] }), json === true));
    });
};

export const addSiteAccredit: AddCommand = (site, exitWith) => {
  site
    .command("accredit")
    .argument("<lab>", "name of the lab")
    .description("accredit a lab at this site: the same facts at every site where it has runs")
    .requiredOption("--data <dir>", "the node's folder")
    .option("--headcount <n>", "accredited people", wholeNumber(1), 20)
    .option("--compute-units <n>", "baseline compute", wholeNumber(0), 0)
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
Its key is lab-LAB in the node's folder keys, made where it is not there. A lab with runs at several sites has one key: copy the
file before.

Example:
  plimsoll mesh site accredit acme --headcount 12 --data trial/node-0`,
    )
    .action(async (lab: string, { data, headcount, computeUnits, json }: AccreditFlags) => {
      const { decideAt, keysOf } = await import("./ask-site.ts");
      const { tellAnswer } = await import("./site-text.ts");
      const facts = { headcount, baselineComputeUnits: computeUnits, persons: [], hardwareRoots: [], meters: [] };
      const body = { type: "lab.accredit", lab, labKey: keysOf(data).key(`lab-${lab}`).keyId, ...facts };
      exitWith(tellAnswer(await decideAt(data, { body, id: `lab.accredit:${lab}`, sign: [] }), json === true));
    });
};
