import { FileFault, type SimulatedFiles } from "./simulated-files.ts";

/** A disk: files, directories, and an end to its room. It outlives every process and every boot. */
export class SimulatedDisk implements SimulatedFiles {
  readonly #files = new Map<string, string>();
  readonly #directories = new Set<string>();
  readonly #versions = new Map<string, number>();
  #writes = 0;
  isFull = false;
  /** How often somebody was told that there is no room. */
  refusals = 0;

  constructor(root: string) {
    this.#directories.add(root);
  }

  read(path: string): string {
    const text = this.#files.get(path);
    if (text === undefined) throw new FileFault("ENOENT", path);
    return text;
  }

  write(path: string, text: string): void {
    if (!this.#directories.has(parentOf(path))) throw new FileFault("ENOENT", path);
    // A file can be emptied on a full disk; there is only no room for anything in it.
    if (text !== "") this.needRoom(path);
    this.#files.set(path, text);
    this.#touch(path);
  }

  list(path: string): { name: string; isDirectory: boolean }[] {
    if (!this.#directories.has(path)) throw new FileFault("ENOENT", path);
    const named = (paths: Iterable<string>, isDirectory: boolean): { name: string; isDirectory: boolean }[] =>
      [...paths]
        .filter((each) => parentOf(each) === path)
        .map((each) => ({ name: each.slice(path.length + 1), isDirectory }));
    return [...named(this.#directories, true), ...named(this.#files.keys(), false)];
  }

  exists(path: string): boolean {
    return this.#files.has(path) || this.#directories.has(path);
  }

  makeDirectory(path: string, recursive: boolean): void {
    if (this.exists(path)) {
      if (recursive) return;
      throw new FileFault("EEXIST", path);
    }
    if (!this.exists(parentOf(path)) && recursive) this.makeDirectory(parentOf(path), true);
    this.needRoom(path);
    this.#directories.add(path);
  }

  removeDirectory(path: string): void {
    if (!this.#directories.delete(path)) throw new FileFault("ENOENT", path);
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  rename(from: string, to: string): void {
    this.#files.set(to, this.read(from));
    this.#files.delete(from);
    this.#touch(to);
  }

  version(path: string): number {
    return this.#versions.get(path) ?? 0;
  }

  sync(): void {}

  #touch(path: string): void {
    this.#writes += 1;
    this.#versions.set(path, this.#writes);
  }

  /** Throws where there is none. */
  needRoom(path: string): void {
    if (!this.isFull) return;
    this.refusals += 1;
    throw new FileFault("ENOSPC", path);
  }
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
