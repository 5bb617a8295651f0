import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import type { ProbeFlags } from "../evidence-tools/probe-flags.ts";
import { practise, probe, type ProbeReport } from "../evidence-tools/probe.ts";
import { practiceText, talliesText, type Tallies } from "../evidence-tools/probe-text.ts";
import { EXIT } from "../exit-codes.ts";
import { interruption } from "../interruption.ts";
import { decimalDigits, wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

export const addEvidenceProbe: AddCommand = (evidence, exitWith) => {
  evidence
    .command("probe")
    .description("measure control over a model: interventions in worlds that know what really happened")
    .option("--lab <name>", "the accredited lab whose weights these are; a run on them is opened if there is none")
    .option("--lineage <name>", "family of weights (default: the lab's name)")
    .option("--run <name>", "an open run, whose newest weights these are")
    .option("--deployment <name>", "a registered deployment, probed as the graph it is")
    .option("--weights <file>", "the weights: a gridworld policy, or whatever the endpoint serves")
    .option("--digest <digest>", "digest of weights that only the server holds")
    .addOption(new Option("--tier <n>", "class of the model").choices(["1", "2", "3"]).default("1"))
    .option("--flop <n>", "FLOP that went into the weights; unknown counts as the most", decimalDigits)
    .option("--flop-rate <n>", "the most FLOP a second that a run on them can compute", decimalDigits, "1000000000000")
    .option("--endpoint <url>", "OpenAI-compatible endpoint of a language model, for example http://127.0.0.1:8080/v1")
    .option("--model <name>", "the model's name at the endpoint")
    .option("--api-key-env <variable>", "environment variable that holds the endpoint's key")
    .addOption(
      new Option("--tools <protocol>", "how the model is offered tools").choices(["native", "text"]).default("native"),
    )
    .option("--sets <n>", "window sets to probe; two raise power, one keeps it", wholeNumber(1, 1_000), 2)
    .option("--families", "also the oversight families that the beacon draws (gridworld policies)")
    .option("--live", "a deployed model, without end: probes come like traffic, each set before the last one is stale")
    .option(
      "--practice <trials>",
      "try so many trials in each cell without a site; nothing may be claimed",
      wholeNumber(1, 100_000),
    )
    .option("--rate <n>", "the most trials a second (with --live: how many on average)", wholeNumber(1, 1_000_000))
    .option("--requests-max <n>", "bound on requests for one window set", wholeNumber(1), 1_000_000)
    .option("--tokens-max <n>", "bound on tokens for one window set", wholeNumber(1), 100_000_000)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The number of trials is the policy's. A set ends early once control is shown to be lost. The same command goes on with a
set that was interrupted or whose budget was spent; what was tried is not tried again.

Examples:
  plimsoll evidence probe --lab acme --weights ckpt/step-00020.policy --flop 1000000000 --families
  plimsoll evidence probe --lab acme --weights model.gguf --endpoint http://127.0.0.1:8080/v1 --model smollm2 --rate 5
  plimsoll evidence probe --practice 59 --weights ckpt/step-00020.policy`,
    )
    .action(async (flags: ProbeFlags) => {
      const signal = interruption();
      if (flags.practice !== undefined) {
        tellPractice(await practise(flags, flags.practice, signal), flags);
        return exitWith(signal.aborted ? EXIT.broken : EXIT.done);
      }
      const report = await probe(flags, signal);
      tellReport(report, flags);
      exitWith(signal.aborted ? EXIT.broken : EXIT.done);
    });
};

function tellPractice(tallies: Tallies, { json }: ProbeFlags): void {
  if (json === true) printJson({ type: "summary", registered: false, tallies });
  else process.stdout.write(`${practiceText(tallies)}practice: nothing was registered, and nothing may be claimed\n`);
}

function tellReport({ subject, sets, families, power }: ProbeReport, { json }: ProbeFlags): void {
  if (json === true) {
    for (const set of sets) printJson({ type: "set", ...set });
    const { band, levelPpm, reasons } = power;
    return printJson({ type: "summary", subject, sets: sets.map(({ set }) => set), families, band, levelPpm, reasons });
  }
  for (const { set, outcome, tallies } of sets)
    process.stdout.write(
      `${set}, ${outcome === "closed" ? "closed" : "interrupted and still open"}\n${talliesText(tallies)}\n`,
    );
  for (const { family, verdict } of families) process.stdout.write(`${family}: ${verdict}\n`);
  process.stdout.write(
    `${subject}: band ${power.band}, ${power.levelPpm / 10_000} % power, ${power.reasons.join(", ")}\n` +
      `what may be claimed: plimsoll evidence status ${subject}\n`,
  );
}
