import { type Command, CommanderError } from "commander";
import { expect, test } from "vitest";
import { idleProgram, readCommand } from "./read-command.ts";

const program = await idleProgram();
const EXAMPLES = commandsBelow(program).flatMap(({ path, command }) =>
  examplesOf(command).map((line) => ({ path, line })),
);

function commandsBelow(command: Command, path = ""): { readonly path: string; readonly command: Command }[] {
  return command.commands.flatMap((child) => {
    const name = `${path}${child.name()}`;
    return [{ path: name, command: child }, ...commandsBelow(child, `${name} `)];
  });
}

/** What stands under "Examples", without what a shell adds: pipes, files, a second command, a remark. */
function examplesOf(command: Command): readonly string[] {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text), writeErr: () => {} }).outputHelp();
  return (help.split(/^Examples?:?\n/m)[1] ?? "")
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line) => line.split(/&&|\||>|;| {3,}(?=[a-z])/))
    .map((line) => line.trim())
    .filter((line) => line.startsWith("plimsoll "));
}

test("G-226 every group of commands has examples in its help", () => {
  const groups = commandsBelow(program).filter(({ command }) => command.commands.length > 0);
  const without = groups.filter(({ command }) => examplesOf(command).length === 0).map(({ path }) => path);
  expect(groups.length).toBeGreaterThan(15);
  expect(without).toEqual([]);
});

test.each(EXAMPLES)("G-226 help of $path: `$line` is a command, with options that are there", async ({ line }) => {
  const fault = await readCommand(line).catch((cause: unknown) => cause);
  if (!isOfMissingFile(fault)) expect(fault).toBeUndefined();
});

/** Some options take a name or a file, and look whether it is there. */
const isOfMissingFile = (fault: unknown): boolean =>
  fault instanceof CommanderError &&
  fault.code === "commander.invalidArgument" &&
  /'(?:\w+=)?[\w-]+\.json'/.test(fault.message);
