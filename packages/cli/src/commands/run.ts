import type { AddCommand } from "../add-command.ts";

export const addRun: AddCommand = () => {};
