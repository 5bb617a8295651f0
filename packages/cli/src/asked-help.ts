import { type Command, CommanderError } from "commander";
import { EXIT } from "./exit-codes.ts";

/** `help lab accredit` is `lab accredit --help`: only then is a verb found that is not loaded yet. */
export const spelledOut = (argv: readonly string[]): readonly string[] =>
  argv[0] === "help" ? [...argv.filter((word) => word !== "help"), "--help"] : argv;

/** Throws where help is asked of a command that there is not: commander would answer with the help of its group, as if all were well. */
export function checkHelpAsked(program: Command, argv: readonly string[]): void {
  if (!argv.some((word) => word === "--help" || word === "-h")) return;
  const unknown = unknownCommand(program, argv);
  if (unknown !== null)
    throw new CommanderError(EXIT.usage, "commander.unknownCommand", `error: unknown command '${unknown}'`);
}

/** The first word that should name a command of a group and does not. What stands behind an option may be its value. */
function unknownCommand(program: Command, argv: readonly string[]): string | null {
  let group = program;
  for (const word of argv) {
    if (word.startsWith("-") || group.commands.length === 0) return null;
    const next = group.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next === undefined) return word === "help" ? null : word;
    group = next;
  }
  return null;
}
