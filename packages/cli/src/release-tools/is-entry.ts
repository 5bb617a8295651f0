import { lstatSync } from "node:fs";

/** Whether a name is taken, by whatever. Throws what the file system does where it cannot tell: not `false`, as `existsSync`. */
export const isEntry = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
