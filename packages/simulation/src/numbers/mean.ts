/** The mean of `count` values from place `from` on, all of them unless said otherwise, summed in their order; `NaN` of none. */
export function meanOf(values: ArrayLike<number>, from = 0, count = values.length - from): number {
  let sum = 0;
  for (let place = from; place < from + count; place += 1) sum += values[place] as number;
  return sum / count;
}
