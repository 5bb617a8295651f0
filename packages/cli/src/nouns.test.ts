import { Command } from "commander";
import { expect, test } from "vitest";
import { NOUNS } from "./nouns.ts";

test.each(Object.entries(NOUNS))(
  "SC-15 the help of the whole says of %s what its own help says",
  async (name, noun) => {
    const program = new Command("plimsoll").enablePositionalOptions();
    (await noun.load())(program, () => {});
    const [command] = program.commands;
    const help = program.createHelp();
    expect(program.commands).toHaveLength(1);
    expect(command?.name()).toBe(name);
    expect(help.subcommandTerm(command as Command)).toBe(noun.term);
    expect(command?.description()).toBe(noun.summary);
    expect(help.visibleCommands(program).some((each) => each === command)).toBe(noun.isHidden !== true);
  },
);
