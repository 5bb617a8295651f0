import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { openSite } from "@plimsoll/governor";
import { VERDICT_MS_MAX } from "@plimsoll/kernel";
import { greenEndMs, type ReleaseVerdict, releaseVerdict } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { kernelWord, tighteningEnvironment } from "./desk-ports.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";
import { tellVerdict } from "./tell-kernel.ts";
import { notGreenEndMs } from "./verdict-end.ts";

export const addJudge: AddCommand = (release, exitWith) => {
  release
    .command("judge")
    .argument("<evaluation>", "with a pack (plimsoll release pack)")
    .description("tell the site's kernel: without a Green verdict it gives no token to an external audience")
    .option("--data <dir>", "data folder of the site", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Incident, withdraw, stop, pause and every evaluation that is not Green tell the kernel red by themselves.

Exit codes: 0 green was told, 3 yellow or red was told.

Example:
  plimsoll release judge evaluation-1`,
    )
    .action((evaluation: string, { data, json }: ReleaseFlags) => {
      const verdict = settled(data, evaluation);
      const { level, pack, artifacts, reasons } = verdict;
      if (json === true) printJson({ type: "summary", ok: level === "green", level, pack, artifacts, reasons });
      else
        process.stdout.write(
          `${level}: ${artifacts.length} artifacts, pack ${pack}\n${reasons.map(({ code, detail }) => `  ${code}  ${detail}\n`).join("")}`,
        );
      exitWith(level === "green" ? EXIT.done : EXIT.refused);
    });
};

/** What takes leave away may be recorded while it is told: so it is looked at again, until nothing came between. */
function settled(data: string, evaluation: string): ReleaseVerdict {
  for (;;) {
    const verdict = verdictNow(data, evaluation);
    if (verdict.artifacts.length === 0) throw noArtifacts(evaluation);
    tell(data, evaluation, verdict);
    const after = verdictNow(data, evaluation);
    if (after.level === verdict.level && after.pack === verdict.pack) return verdict;
  }
}

const verdictNow = (data: string, evaluation: string): ReleaseVerdict =>
  releaseVerdict(storeIn(data), evaluation, {
    nowMs: systemClock.wallMs(),
    environment: tighteningEnvironment(),
    kernelWord: (asked) => kernelWord(data, asked),
  });

function tell(data: string, evaluation: string, { level, pack, artifacts, sequence }: ReleaseVerdict): void {
  using site = openSite(data);
  const nowMs = site.now();
  const expiresAt =
    level === "green" ? greenEndMs(storeIn(data), evaluation, nowMs + VERDICT_MS_MAX) : notGreenEndMs(nowMs);
  for (const artifact of artifacts) tellVerdict(site, { artifact, level, pack, sequence, expiresAt });
}

const noArtifacts = (evaluation: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_ARTIFACTS_NONE",
    expected: `weights in the subject of ${evaluation}`,
    received: "none: no kernel can be told anything of it",
    fix: "name them in the subject's artifacts (plimsoll artifact digest PATH), and evaluate again",
  });
