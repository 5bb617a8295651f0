/** What JSON carries. */
export type Json = string | number | boolean | readonly Json[] | { readonly [field: string]: Json };
