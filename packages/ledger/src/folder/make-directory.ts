import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { storageFault } from "./storage-fault.ts";

/** Makes sure that a writable folder is there. Throws `DIRECTORY_NOT_WRITABLE` or `DISK_FULL`. */
export function makeDirectory(directory: string): void {
  try {
    makeWithParents(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw storageFault(directory, cause);
  }
}

/** Not `mkdirSync` with `recursive`: in Node 24 that never returns below `/proc`, where every attempt answers ENOENT. */
function makeWithParents(directory: string): void {
  if (isDirectory(directory)) return;
  const parent = dirname(directory);
  if (parent !== directory && !isDirectory(parent)) makeWithParents(parent);
  mkdirSync(directory);
}

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
