import { parseArgs, type ParseArgsConfig } from "node:util";

const WRONG_USE = 2;

/** The options that a script was given. Says the usage and ends the process where they are wrong, or where help is asked for. */
export function askedOf<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (cause) {
    return wrongUse(`${cause instanceof Error ? cause.message : String(cause)}\n${usage}`);
  }
}

/** Says in a line what is wrong with what was asked, and ends the process. */
export function wrongUse(text: string): never {
  console.error(text);
  process.exit(WRONG_USE);
}
