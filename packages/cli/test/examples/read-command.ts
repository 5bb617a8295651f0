import { Command } from "commander";
import { addGroupExamples } from "../../src/group-examples.ts";
import { NOUNS } from "../../src/nouns.ts";

/** The program with all its commands, as it reads a line, none of which does anything. */
export async function idleProgram(): Promise<Command> {
  const program = new Command("plimsoll").exitOverride().enablePositionalOptions();
  for (const { load } of Object.values(NOUNS)) (await load(undefined))(program, () => {});
  addGroupExamples(program);
  doNothing(program);
  return program;
}

function doNothing(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {} });
  // A group has no options of its own; a command may have others below it.
  if (command.commands.length === 0 || command.options.length > 0) command.action(() => {});
  for (const child of command.commands) doNothing(child);
}

/** Reads a line as the program does. Rejects where it is no command, or an option is unknown or missing. */
export async function readCommand(line: string): Promise<void> {
  const typed = line
    .replace(/ # .*| {2,}#.*/, "")
    .replace(/^npx /, "")
    .replaceAll(/sha256:…|\$\([^)]*\)/g, `sha256:${"0".repeat(64)}`)
    .replaceAll(/\b([0-9a-f]{2,4})…/g, (_, begin: string) => begin.padEnd(64, "0"))
    .replace(/ < .*/, "");
  const words = [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  // Parsed values stay with a command: every line has a program of its own.
  await (await idleProgram()).parseAsync(words.slice(1), { from: "user" });
}
