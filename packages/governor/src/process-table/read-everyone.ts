/** How the numbers of processes are found. */
export interface NumberSource {
  /** Everybody who is listed now. */
  readonly listed: () => readonly number[];
  /** The number given last, to a process or a thread. Numbers rise until they wrap around. */
  readonly newest: () => number;
}

/** Numbers born since the first listing that are looked at: about a second's work, in which a storm is not to hold the reader up. */
const BORN_MAX = 100_000;
/** On a quiet machine one or two. */
const ROUNDS_MAX = 2_000;

/**
 * Visits every process, and then whoever was born meanwhile, until nobody is. A process that forks and ends again and again
 * would else be missed by every reading: gone when its number comes, while its child has a number that was not listed yet.
 *
 * False where births did not come to an end in time: then somebody may have been missed, and that nobody was found proves nothing.
 */
export function readEveryone({ listed, newest }: NumberSource, visit: (pid: number) => void): boolean {
  let [last, bornLeft] = [newest(), BORN_MAX];
  listed().forEach(visit);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const now = newest();
    if (now === last) return true;
    if (now - last > bornLeft) return false;
    const born = now > last ? numbersBetween(last, now) : listed();
    bornLeft -= born.length;
    born.forEach(visit);
    last = now;
  }
  return false;
}

const numbersBetween = (after: number, last: number): readonly number[] =>
  Array.from({ length: last - after }, (_, index) => after + 1 + index);
