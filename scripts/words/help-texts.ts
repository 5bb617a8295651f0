import { createRequire } from "node:module";
import type { AddCommand } from "../../packages/cli/src/add-command.ts";
import { NOUNS } from "../../packages/cli/src/nouns.ts";
import type { Source } from "./claims.ts";

/** A command of the library that the program is made with: of its copy, not of one that some tool brought along. */
type Command = Parameters<AddCommand>[0];
const { Command } = createRequire(new URL("../../packages/cli/package.json", import.meta.url))("commander") as {
  readonly Command: new (name: string) => Command;
};

/** The help of every command of `plimsoll`, hidden ones too, as it is printed. */
export async function helpTexts(): Promise<readonly Source[]> {
  const program = new Command("plimsoll").enablePositionalOptions();
  for (const { load } of Object.values(NOUNS)) (await load())(program, () => {});
  return commandsBelow(program, "plimsoll").map(({ path, command }) => ({
    name: `help: ${path}`,
    text: helpOf(command),
  }));
}

interface Placed {
  readonly path: string;
  readonly command: Command;
}

const commandsBelow = (command: Command, path: string): readonly Placed[] => [
  { path, command },
  ...command.commands.flatMap((below) => commandsBelow(below, `${path} ${below.name()}`)),
];

/** All of it: `helpInformation` alone leaves out what commands add behind it. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (more) => (text += more) });
  command.outputHelp();
  return text;
}
