import {
  CALIBRATED_RANGES,
  type CalibratedParameter,
  type CalibratedParameters,
  calibratedParameterNames,
  specDigest,
} from "@plimsoll/simulation";
import {
  type Digest,
  digest,
  identifier,
  integer,
  object,
  oneOf,
  PlimsollError,
  real,
  type Shape,
  type Shaped,
} from "@plimsoll/foundation";

export const CALIBRATED_FORMAT = "plimsoll-calibrated-heuristic/1";

const anyReturn = real(-1e9, 1e9);

const parameters = object(
  Object.fromEntries(
    calibratedParameterNames.map((name) => [name, real(CALIBRATED_RANGES[name].low, CALIBRATED_RANGES[name].high)]),
  ) as Record<CalibratedParameter, Shape<number>>,
);

const SHAPE = object({
  format: oneOf(CALIBRATED_FORMAT),
  /** Of the spec that it was tuned on. */
  environment: digest,
  profile: identifier,
  seed: integer(),
  /** Episodes that were allowed and played, and the candidates among which they chose. */
  budget: integer(),
  episodesSpent: integer(),
  candidatesTried: integer(),
  parameters,
  /** Mean return on episodes that took no part in the search, beside those of H1 and of the untuned heuristic. */
  heldOut: object({
    episodes: integer(),
    mean: anyReturn,
    standardError: real(0, 1e9),
    plainMean: anyReturn,
    h1Mean: anyReturn,
  }),
  digest,
});

/** A calibrated heuristic as data: how it was found, what it came to, and the digest of all the rest. */
export type CalibratedFile = Shaped<typeof SHAPE>;

export function calibratedFile(content: Omit<CalibratedFile, "digest" | "format">): CalibratedFile {
  const whole = { format: CALIBRATED_FORMAT, ...content } as const;
  return { ...whole, digest: specDigest(whole) };
}

/** @throws {PlimsollError} `CLUSTER_POLICY_MALFORMED`, `CLUSTER_POLICY_DIGEST` */
export function openCalibrated(value: unknown, file: string): CalibratedFile {
  const parsed = SHAPE.parse(value);
  if (!parsed.ok) throw policyMalformed(file, `${parsed.error.path}: ${parsed.error.expected}`, parsed.error.received);
  const { digest: stated, ...content } = parsed.value;
  const own: Digest = specDigest(content);
  if (own === stated) return parsed.value;
  throw new PlimsollError({
    code: "CLUSTER_POLICY_DIGEST",
    expected: `${file} of digest ${own}`,
    received: stated,
    fix: "the file was changed after it was written: calibrate again, or take it from its maker",
  });
}

export const calibratedValues = ({ parameters: values }: CalibratedFile): CalibratedParameters => values;

export const policyMalformed = (file: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_POLICY_MALFORMED",
    expected: `${file}: ${expected}`,
    received,
    fix: "give a file that `lab cluster train` or `lab cluster calibrate` has written",
  });
