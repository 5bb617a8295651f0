/** Maps [from, to] of a measure onto [start, end] of a drawing; a measure without extent lands in the middle. */
export interface LinearScale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A scale whose ticks are multiples of 1, 2 or 5 times a power of ten, about `tickCount` of them. */
export function linearScale(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
  tickCount = 6,
): LinearScale {
  const span = to - from;
  const at = (value: number): number =>
    span > 0 ? start + ((end - start) * (value - from)) / span : (start + end) / 2;
  return { at: (value) => Math.round(at(value) * 10) / 10, ticks: span > 0 ? ticksOf(from, to, tickCount) : [from] };
}

function ticksOf(from: number, to: number, tickCount: number): readonly number[] {
  const rough = (to - from) / tickCount;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
