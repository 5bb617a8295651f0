import type { CanonicalValue } from "@plimsoll/foundation";

/** What a build was made from, and with. */
export interface BuildFacts {
  /** The commit, lower-case hexadecimal. */
  readonly gitCommit: string;
  /** Lower-case hexadecimal, of package-lock.json: every dependency with its digest. */
  readonly lockSha256: string;
  readonly node: string;
  readonly npm: string;
  /** Times of the build, RFC 3339 in UTC. */
  readonly startedOn: string;
  readonly finishedOn: string;
}

export interface NamedDigest {
  readonly name: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export const BUILD_TYPE = "urn:plimsoll:build:npm-pack/v1";
/** Whoever runs `npm run provenance` on a machine of theirs: nothing isolates this builder, and the statement claims no SLSA level. */
export const BUILDER_ID = "urn:plimsoll:builder:npm-run-provenance/v1";

/**
 * An in-toto Statement v1 with SLSA provenance v1.0: these files were made from this commit and this lock file.
 *
 * @param byproducts what the build made besides, and nobody installs
 */
export const provenanceStatement = (
  subjects: readonly NamedDigest[],
  facts: BuildFacts,
  byproducts: readonly NamedDigest[],
): { readonly [field: string]: CanonicalValue } => ({
  _type: "https://in-toto.io/Statement/v1",
  subject: subjects.map(descriptor),
  predicateType: "https://slsa.dev/provenance/v1",
  predicate: {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: { gitCommit: facts.gitCommit },
      internalParameters: { node: facts.node, npm: facts.npm, cleanCopies: 2 },
      resolvedDependencies: [
        { name: "source", digest: { gitCommit: facts.gitCommit } },
        descriptor({ name: "package-lock.json", sha256: facts.lockSha256 }),
      ],
    },
    runDetails: {
      builder: { id: BUILDER_ID },
      metadata: { startedOn: facts.startedOn, finishedOn: facts.finishedOn },
      byproducts: byproducts.map(descriptor),
    },
  },
});

const descriptor = ({
  name,
  sha256,
}: NamedDigest): { readonly name: string; readonly digest: { readonly sha256: string } } => ({
  name,
  digest: { sha256 },
});
