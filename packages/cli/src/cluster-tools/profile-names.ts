/** The profiles of ClusterTensor, known without loading it; a test holds them to the package's own list. */
export const PROFILE_NAMES = ["classic", "hardened", "hard", "leak-mixture", "bursty", "adversarial"] as const;
