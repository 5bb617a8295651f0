import { Command } from "commander";
import { expect, test } from "vitest";
import { type Noun, NOUNS } from "./nouns.ts";

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

test.each(Object.entries(NOUNS))("SC-19 every verb of %s is the same when it alone is asked for", async (_, noun) => {
  for (const { name, help } of await verbsOf(noun)) {
    const alone = await verbsOf(noun, name);
    expect(alone.find((verb) => verb.name === name)?.help).toBe(help);
  }
});

test.each(["lab", "ledger", "evidence"])(
  "SC-19 of %s one verb is loaded alone, and all for a word that is none",
  async (name) => {
    const noun = NOUNS[name] as Noun;
    const all = await verbsOf(noun);
    expect(all.length).toBeGreaterThan(5);
    for (const verb of all) expect((await verbsOf(noun, verb.name)).map((each) => each.name)).toEqual([verb.name]);
    for (const word of ["no-such-verb", "--json", "toString"]) expect(await verbsOf(noun, word)).toEqual(all);
  },
);

async function verbsOf(noun: Noun, asked?: string): Promise<{ readonly name: string; readonly help: string }[]> {
  const program = new Command("plimsoll").enablePositionalOptions();
  (await (asked === undefined ? noun.load() : noun.load(asked)))(program, () => {});
  return (program.commands[0]?.commands ?? []).map((verb) => ({ name: verb.name(), help: verb.helpInformation() }));
}
