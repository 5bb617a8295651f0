const TURN = 65_536;
const QUARTER = TURN / 4;
const AMPLITUDE = 32_767n;

/** Fixed point: so many bits after the point. The rotation below loses some 16 of them. */
const BITS = 160n;
const ONE = 1n << BITS;
const HALF = ONE >> 1n;
const LOST = 1n << 40n;

/**
 * 32 767 · cos(2πk / 65 536) to the nearest whole number, for each k (ME-32). By whole numbers alone, so that it is the
 * same on every machine; no value lies near enough to a half that the precision could matter, and that is checked.
 */
export const cosineTable = (): Int16Array => (made ??= computed());

let made: Int16Array | undefined;

function computed(): Int16Array {
  const table = new Int16Array(TURN);
  let [cosine, sine] = [ONE, 0n];
  const step = (2n * pi()) / BigInt(TURN);
  const [stepCosine, stepSine] = [series(ONE, 1n, step), series(step, 2n, step)];
  for (let k = 0; k <= QUARTER; k += 1) {
    spread(table, k, nearest(AMPLITUDE * cosine));
    [cosine, sine] = [(cosine * stepCosine - sine * stepSine) >> BITS, (sine * stepCosine + cosine * stepSine) >> BITS];
  }
  return table;
}

/** From the first quarter to the other three. */
function spread(table: Int16Array, k: number, value: number): void {
  table[k] = value;
  table[TURN / 2 - k] = -value;
  table[TURN / 2 + k] = -value;
  table[(TURN - k) % TURN] = value;
}

function nearest(value: bigint): number {
  const whole = (value + HALF) >> BITS;
  const rest = value - (whole << BITS);
  if (HALF - (rest < 0n ? -rest : rest) < LOST) throw new RangeError("a cosine too near to a half");
  return Number(whole);
}

/** Σ (-1)^i x^(2i + n - 1) / (2i + n - 1)!, from its first term: cosine for n = 1, sine for n = 2. */
function series(first: bigint, n: bigint, x: bigint): bigint {
  const square = (x * x) >> BITS;
  let [sum, term] = [first, first];
  for (let i = n; term !== 0n; i += 2n) {
    term = -((term * square) >> BITS) / (i * (i + 1n));
    sum += term;
  }
  return sum;
}

/** Machin: π = 16 arctan(1/5) - 4 arctan(1/239). */
const pi = (): bigint => 16n * inverseTangent(5n) - 4n * inverseTangent(239n);

function inverseTangent(inverse: bigint): bigint {
  let [power, sum] = [ONE / inverse, ONE / inverse];
  for (let n = 3n, sign = -1n; power !== 0n; n += 2n, sign = -sign) {
    power /= inverse * inverse;
    sum += (sign * power) / n;
  }
  return sum;
}
