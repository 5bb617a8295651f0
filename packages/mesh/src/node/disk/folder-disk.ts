import { constants, type FileHandle, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkFileName, cutBeyondEnd, TEMPORARY_SUFFIX } from "../../journal/disk-fault.ts";
import type { Disk } from "../../ports/disk.ts";
import { folderFault, lockFolder } from "./folder-fault.ts";
import { TurnsByFile } from "./turns-by-file.ts";

/** A disk that is a folder of the file system, and this process its only writer until it closes it. */
export interface FolderDisk extends Disk {
  /** Waits for what is under way, then lets go of the folder. */
  close(): Promise<void>;
}

/**
 * Opens a folder, and makes it where there is none.
 *
 * Rejects with `DATA_IN_USE` while another process or handle has it open, `DIRECTORY_NOT_WRITABLE`, `DISK_FULL` or
 * `DISK_FAILED`. The folder must lie on a file system that keeps its promise about fsync; a tmpfs makes every sync free.
 */
export async function openFolderDisk(path: string): Promise<FolderDisk> {
  try {
    await mkdir(path, { recursive: true });
    const lock = lockFolder(path);
    try {
      for (const name of await readdir(path)) if (name.endsWith(TEMPORARY_SUFFIX)) await rm(join(path, name));
      return new LockedFolder(path, await open(path, "r"), lock);
    } catch (cause) {
      lock.close();
      throw cause;
    }
  } catch (cause) {
    throw folderFault(path, cause);
  }
}

class LockedFolder implements FolderDisk {
  readonly #path: string;
  readonly #folder: FileHandle;
  readonly #lock: { close(): void };
  readonly #turns = new TurnsByFile();
  /** Open for appending. */
  readonly #handles = new Map<string, FileHandle>();
  /** Files whose names in the folder are known to be durable. */
  readonly #named = new Set<string>();

  constructor(path: string, folder: FileHandle, lock: { close(): void }) {
    this.#path = path;
    this.#folder = folder;
    this.#lock = lock;
  }

  async list(): Promise<readonly string[]> {
    const names = await this.#try(() => readdir(this.#path));
    return names.filter((name) => isListed(name)).toSorted();
  }

  read(file: string): Promise<Uint8Array> {
    return this.#inTurn(file, () => readFile(join(this.#path, file)));
  }

  append(file: string, bytes: Uint8Array): Promise<void> {
    return this.#inTurn(file, async () => writeAll(await this.#appending(file), bytes));
  }

  sync(file: string): Promise<void> {
    return this.#inTurn(file, async () => {
      // Without O_CREAT: a sync must not make a file that was never written.
      const handle = this.#handles.get(file) ?? (await this.#keep(file, constants.O_WRONLY | constants.O_APPEND));
      await handle.datasync();
      if (!this.#named.has(file)) await this.#folder.sync();
      this.#named.add(file);
    });
  }

  replace(file: string, bytes: Uint8Array): Promise<void> {
    return this.#inTurn(file, async () => {
      const temporary = join(this.#path, `${file}${TEMPORARY_SUFFIX}`);
      try {
        await writeDurably(temporary, bytes);
        await this.#letGo(file);
        await rename(temporary, join(this.#path, file));
      } catch (cause) {
        await rm(temporary, { force: true });
        throw cause;
      }
      await this.#folder.sync();
      this.#named.add(file);
    });
  }

  truncate(file: string, length: number): Promise<void> {
    return this.#inTurn(file, () => cut(join(this.#path, file), file, length));
  }

  remove(file: string): Promise<void> {
    return this.#inTurn(file, async () => {
      await this.#letGo(file);
      await rm(join(this.#path, file));
      this.#named.delete(file);
      await this.#folder.sync();
    });
  }

  async close(): Promise<void> {
    await this.#turns.end();
    for (const file of this.#handles.keys()) await this.#letGo(file);
    await this.#folder.close();
    this.#lock.close();
  }

  async #appending(file: string): Promise<FileHandle> {
    return this.#handles.get(file) ?? this.#keep(file, "a");
  }

  async #keep(file: string, flags: "a" | number): Promise<FileHandle> {
    const handle = await open(join(this.#path, file), flags, 0o600);
    this.#handles.set(file, handle);
    return handle;
  }

  async #letGo(file: string): Promise<void> {
    await this.#handles.get(file)?.close();
    this.#handles.delete(file);
  }

  /** In the order of the calls for one file: the thread pool would run them in any. */
  async #inTurn<T>(file: string, action: () => Promise<T>): Promise<T> {
    checkFileName(file);
    return this.#turns.run(file, () => this.#try(action));
  }

  async #try<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      throw folderFault(this.#path, cause);
    }
  }
}

const isListed = (name: string): boolean => !name.startsWith("ledger.lock") && !name.endsWith(TEMPORARY_SUFFIX);

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) offset += (await handle.write(bytes, offset)).bytesWritten;
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "w", 0o600);
  try {
    await writeAll(handle, bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function cut(path: string, file: string, length: number): Promise<void> {
  const handle = await open(path, "r+");
  try {
    const { size } = await handle.stat();
    // The system would fill the file up with zeros.
    if (length > size) throw cutBeyondEnd(file, length, size);
    await handle.truncate(length);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
