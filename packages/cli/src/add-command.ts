import type { Command } from "commander";

/** Adds one noun to the program. `exitWith` sets the exit code that a command ends with when it did not throw. */
export type AddCommand = (program: Command, exitWith: (code: number) => void) => void;
