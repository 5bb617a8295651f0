/** What a path of a simulated file system leads to. Every act throws a `FileFault` where `node:fs` would throw. */
export interface SimulatedFiles {
  read(path: string): string;
  write(path: string, text: string): void;
  /** Names in a directory, and whether each is a directory. */
  list(path: string): readonly { readonly name: string; readonly isDirectory: boolean }[];
  exists(path: string): boolean;
  /** Another number for every content that a path ever had. */
  version(path: string): number;
  makeDirectory(path: string, recursive: boolean): void;
  removeDirectory(path: string): void;
  remove(path: string): void;
  rename(from: string, to: string): void;
  /** Makes what was written durable. */
  sync(path: string): void;
}

/** As Node throws it: a code and no more is looked at. */
export class FileFault extends Error {
  readonly code: string;

  constructor(code: string, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
  }
}

/** For file systems that only the kernel changes, such as `/proc`. */
export const readOnly: Omit<SimulatedFiles, "read" | "list" | "exists"> = {
  version: () => 0,
  write: (path) => refuse("EROFS", path),
  makeDirectory: (path) => refuse("EROFS", path),
  removeDirectory: (path) => refuse("EROFS", path),
  remove: (path) => refuse("EROFS", path),
  rename: (path) => refuse("EROFS", path),
  sync: () => {},
};

function refuse(code: string, path: string): never {
  throw new FileFault(code, path);
}
