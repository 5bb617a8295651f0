import { systemClock } from "@plimsoll/foundation/node";
import { openSite } from "@plimsoll/governor";
import { releaseVerdict } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { kernelWord, tighteningEnvironment } from "./desk-ports.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

export const addJudge: AddCommand = (release) => {
  release
    .command("judge")
    .argument("<evaluation>", "with a pack (plimsoll release pack)")
    .description("tell the site's kernel: without a Green verdict it gives no token to an external audience")
    .option("--data <dir>", "data folder of the site", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release judge evaluation-1")
    .action((evaluation: string, { data, json }: ReleaseFlags) => {
      const { level, pack, artifacts } = releaseVerdict(storeIn(data), evaluation, {
        nowMs: systemClock.wallMs(),
        environment: tighteningEnvironment(),
        kernelWord: (asked) => kernelWord(data, asked),
      });
      using site = openSite(data);
      for (const artifact of artifacts) {
        site.must(`release:${evaluation}:${artifact.slice(-16)}`, { type: "release.judge", artifact, level, pack });
      }
      if (json === true) printJson({ type: "summary", ok: true, level, pack, artifacts });
      else process.stdout.write(`${level}: ${artifacts.length} artifacts, pack ${pack}\n`);
    });
};
