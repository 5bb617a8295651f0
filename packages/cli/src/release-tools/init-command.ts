import { systemClock } from "@plimsoll/foundation/node";
import { initDossier, writeGolden } from "@plimsoll/release/node";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";

interface InitFlags {
  readonly kind: "model" | "training_plan" | "release" | "system";
  readonly action:
    | "train_start"
    | "train_continue"
    | "scale_up"
    | "internal_deploy"
    | "external_deploy"
    | "weights_release";
  readonly example?: string;
  readonly json?: boolean;
}

export const addInit: AddCommand = (release) => {
  release
    .command("init")
    .argument("<dir>", "folder to make")
    .description("make a dossier to fill in, every field explained; or one of the eleven examples")
    .addOption(
      new Option("--kind <kind>", "what it is about")
        .choices(["model", "training_plan", "release", "system"])
        .default("model"),
    )
    .addOption(
      new Option("--action <action>", "what is asked for")
        .choices(["train_start", "train_continue", "scale_up", "internal_deploy", "external_deploy", "weights_release"])
        .default("external_deploy"),
    )
    .option("--example <id>", "write a golden dossier instead, dated now: g1 to g11")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Examples:
  plimsoll release init my-model
  plimsoll release init heron --example g1`,
    )
    .action((dir: string, { kind, action, example, json }: InitFlags) => {
      const golden = example === undefined ? null : writeGolden(example, dir, systemClock.wallMs());
      if (golden === null) initDossier(dir, { kind, action });
      if (json === true) printJson({ type: "summary", ok: true, dir, example: example ?? null, ...madeFor(golden) });
      else process.stdout.write(madeText(dir, golden));
    });
};

type Golden = ReturnType<typeof writeGolden>;

const madeFor = (golden: Golden | null): object =>
  golden === null ? {} : { id: golden.id, colour: golden.colour, because: golden.because, note: golden.note };

function madeText(dir: string, golden: Golden | null): string {
  if (golden === null)
    return `${dir} is made: every file explains its fields. Seal it again when you changed a source or a log.\nNext: plimsoll release seal ${dir} && plimsoll release evaluate ${dir} --no-repair --data scratch\n`;
  const next = `Next: plimsoll release evaluate ${dir}\n`;
  const { title, colour, because, note } = golden;
  const answer = because === null ? colour : `${colour}, for ${because}`;
  return `${dir} is made: ${title}. It is made for the answer ${answer}.\n${note === null ? "" : `${note}\n`}${next}`;
}
