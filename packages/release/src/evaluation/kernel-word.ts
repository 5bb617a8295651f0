/**
 * What the kernel says of the subject's weights. `kill` and `freeze`: a kill switch stopped them. `gap`: they were shown to behave
 * otherwise where they are not evaluated (the deception gap of ACB-K), so that what is claimed of their safeguards does not hold.
 */
export type KernelWord = "kill" | "freeze" | "gap";
