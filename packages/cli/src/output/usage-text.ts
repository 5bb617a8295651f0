import type { Command, CommanderError } from "commander";
import { printable } from "../kernel-tools/printable.ts";

/** What commander finds wrong with a command line, in one line, and where to read on. */
export const usageText = ({ code, message }: CommanderError, program: Command, argv: readonly string[]): string =>
  `${code === HELP_SHOWN ? "a command is missing" : wordsOf(message)}; see ${askedIn(program, argv)} --help`;

/** Commander has answered a group without its command with the help of the group. */
const HELP_SHOWN = "commander.help";

/** A suggestion stands on a line of its own; what is repeated of the command line must not move a terminal's cursor. */
const wordsOf = (message: string): string =>
  printable(message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ")).replace(/\.$/, "");

/** The command that the first words name, as far as there is one. */
function askedIn(program: Command, argv: readonly string[]): string {
  let [command, name] = [program, program.name()];
  for (const word of argv) {
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next === undefined) break;
    [command, name] = [next, `${name} ${word}`];
  }
  return name;
}
