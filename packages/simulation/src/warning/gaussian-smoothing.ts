/**
 * The trend of a series: a Gaussian kernel of standard deviation `sigma` samples, cut at four of them, the series mirrored at its
 * ends with the last sample doubled. The same as `scipy.ndimage.gaussian_filter(mode="reflect")`, which ewstools detrends with.
 */
export function gaussianSmoothed(series: ArrayLike<number>, sigma: number): Float64Array {
  const kernel = halfKernel(sigma);
  const radius = kernel.length - 1;
  const padded = Float64Array.from({ length: series.length + 2 * radius }, (_, i) => mirrored(series, i - radius));
  return Float64Array.from({ length: series.length }, (_, place) => weighed(padded, place + radius, kernel));
}

function weighed(padded: Float64Array, middle: number, kernel: Float64Array): number {
  let sum = (kernel[0] as number) * (padded[middle] as number);
  for (let offset = 1; offset < kernel.length; offset += 1) {
    sum += (kernel[offset] as number) * ((padded[middle - offset] as number) + (padded[middle + offset] as number));
  }
  return sum;
}

/** What is left of a series when its trend is taken away: `series − gaussianSmoothed(series, sigma)`. */
export function residuals(series: ArrayLike<number>, sigma: number): Float64Array {
  const trend = gaussianSmoothed(series, sigma);
  return trend.map((value, place) => (series[place] as number) - value);
}

/** Bandwidth in samples to standard deviation: the kernel's quartiles lie at ± a quarter of the bandwidth (R's ksmooth; ewstools). */
export const sigmaOfBandwidth = (bandwidthSamples: number): number => (0.25 / 0.675) * bandwidthSamples;

const CUT_AT_SIGMAS = 4;

/** Half of the kernel, its middle first; the whole sums to 1. */
function halfKernel(sigma: number): Float64Array {
  const radius = Math.floor(CUT_AT_SIGMAS * sigma + 0.5);
  const half = Float64Array.from({ length: radius + 1 }, (_, offset) => Math.exp(-0.5 * (offset / sigma) ** 2));
  const total = half.reduce((sum, weight, offset) => sum + (offset === 0 ? weight : 2 * weight), 0);
  return half.map((weight) => weight / total);
}

/** … c b a | a b c … : a kernel wider than the series goes to and fro. */
function mirrored(series: ArrayLike<number>, place: number): number {
  const period = 2 * series.length;
  const within = ((place % period) + period) % period;
  return series[within < series.length ? within : period - 1 - within] as number;
}
