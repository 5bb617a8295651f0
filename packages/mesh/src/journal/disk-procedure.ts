import type { Disk } from "../ports/disk.ts";

/** The port `Disk`, or a disk that does the same at once. */
export type AnyDisk = {
  readonly [Operation in keyof Disk]: (
    ...given: Parameters<Disk[Operation]>
  ) => ReturnType<Disk[Operation]> | Awaited<ReturnType<Disk[Operation]>>;
};

/** A disk of a simulator, which has no use for promises. */
export type DiskAtOnce = {
  readonly [Operation in keyof Disk]: (...given: Parameters<Disk[Operation]>) => Awaited<ReturnType<Disk[Operation]>>;
};

/**
 * Steps on a disk that somebody else takes, so that the same code runs on a real disk and on one in virtual time. It ends
 * at the first step that fails, with the failure.
 */
export type DiskProcedure<T> = Generator<(disk: AnyDisk) => unknown, T, unknown>;

/** One step; its answer comes back from whoever takes it. */
export function* step<T>(take: (disk: AnyDisk) => T | Promise<T>): DiskProcedure<T> {
  return (yield take) as T;
}

export async function runOn<T>(disk: Disk, procedure: DiskProcedure<T>): Promise<T> {
  let turn = procedure.next();
  while (turn.done !== true) turn = procedure.next(await turn.value(disk));
  return turn.value;
}

export function runAtOnce<T>(disk: DiskAtOnce, procedure: DiskProcedure<T>): T {
  let turn = procedure.next();
  while (turn.done !== true) turn = procedure.next(turn.value(disk));
  return turn.value;
}
