/** The verifier of Sigstore bundles, loaded when it is asked for: its libraries are most of what a command would load otherwise. */
export const loadSigstore = async () => await import("./sigstore-bundle.ts");
